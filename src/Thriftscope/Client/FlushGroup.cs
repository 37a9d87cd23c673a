using System.Diagnostics;
using Thriftscope.Wire;

namespace Thriftscope.Client;

/// <summary>
/// The outgoing side of a connection. Messages are appended to one buffer while another is on its way, so callers that write
/// at the same time share one flush.
/// </summary>
/// <param name="stream">The connection.</param>
/// <param name="lost">Told when the connection takes no more; it must make every later write fail.</param>
internal sealed class FlushGroup(Stream stream, Action<Exception> lost) : IThreadPoolWorkItem, IDisposable
{
    private readonly Lock _gate = new();
    private MessageBuffer _filling = new();
    private MessageBuffer _flushing = new();
    private List<OutgoingRequest> _written = [];
    private List<OutgoingRequest> _leaving = [];
    private bool _active;
    private bool _disposed;

    /// <summary>Writes a message, and sends it and what others have written.</summary>
    /// <param name="write">Appends the message; runs alone.</param>
    /// <param name="request">Handed to <paramref name="write"/>, and told when it has been handed to the system.</param>
    /// <param name="isBusy">Whether others are likely to write now too: then what is written waits for its turn on the thread pool.</param>
    public void Write(Action<MessageBuffer, OutgoingRequest> write, OutgoingRequest request, bool isBusy)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            write(_filling, request);
            if (request.IsWatched)
                _written.Add(request);
            if (_active)
                return;
            _active = true;
            if (!isBusy)
                Swap();
        }

        if (isBusy)
            _ = ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        else
            Flush();
    }

    /// <summary>Sends what callers have written while this waited for its turn.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        lock (_gate)
            Swap();
        Flush();
    }

    public void Dispose()
    {
        List<OutgoingRequest> lost;
        lock (_gate)
        {
            _disposed = true;
            // A flush under way still reads its buffer: that one is left to the garbage collector.
            _filling.Dispose();
            if (!_active)
                _flushing.Dispose();
            (lost, _written) = (_written, []);
        }

        // What they have written is gone, and a flush under way that ends well has nothing to tell them.
        foreach (OutgoingRequest request in lost)
            request.NotSent(new ObjectDisposedException(nameof(FlushGroup)));
    }

    private void Flush() => _ = FlushAsync();

    private async Task FlushAsync()
    {
        try
        {
            do
                await stream.WriteAsync(_flushing.Written).ConfigureAwait(false);
            while (TakeNext());
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            Fail(e);
        }
    }

    private void Fail(Exception exception)
    {
        lost(exception);
        foreach (OutgoingRequest request in _leaving)
            request.NotSent(exception);
    }

    private bool TakeNext()
    {
        long now = Stopwatch.GetTimestamp();
        foreach (OutgoingRequest request in _leaving)
            request.HasBeenSent(now);
        _leaving.Clear();
        lock (_gate)
        {
            _flushing.Clear();
            _active = _filling.Length > 0;
            if (_active)
                Swap();
            return _active;
        }
    }

    private void Swap()
    {
        (_filling, _flushing) = (_flushing, _filling);
        (_written, _leaving) = (_leaving, _written);
    }
}
