using System.Diagnostics;
using Thriftscope.Wire;

namespace Thriftscope.Client;

/// <summary>
/// The outgoing side of a connection. Requests are appended to one buffer while another is on its way, so callers that write
/// at the same time share one flush.
/// </summary>
/// <param name="stream">The connection.</param>
/// <param name="encode">Appends a request.</param>
/// <param name="lost">Told when the connection takes no more; it must make every later write fail, and answers why that is.</param>
internal sealed class FlushGroup(Stream stream, Action<MessageBuffer, CallRequest> encode, Func<Exception, Exception> lost) : IThreadPoolWorkItem, IDisposable
{
    private readonly Lock _gate = new();
    private Batch _filling = new();
    private Batch _flushing = new();
    private bool _active;

    /// <summary>Writes a request, and sends it and what others have written. The request is told how that ended.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isBusy">
    /// Whether others are likely to write now too: the flush then takes its turn on the thread pool, behind them, and takes along what they
    /// have written meanwhile.
    /// </param>
    public void Write(CallRequest request, bool isBusy)
    {
        lock (_gate)
        {
            encode(_filling.Bytes, request);
            _filling.Requests.Add(request);
            if (_active)
                return;
            _active = true;
            if (!isBusy)
                Swap();
        }

        if (isBusy)
            _ = ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        else
            _ = FlushAsync();
    }

    void IThreadPoolWorkItem.Execute()
    {
        lock (_gate)
            Swap();
        _ = FlushAsync();
    }

    public void Dispose()
    {
        CallRequest[] unsent;
        lock (_gate)
        {
            // A flush under way still reads its buffer: that one is left to the garbage collector.
            unsent = [.. _filling.Requests];
            _filling.Dispose();
            if (!_active)
                _flushing.Dispose();
        }

        // What they have written is gone, and a flush under way that ends well has nothing to tell them.
        foreach (CallRequest request in unsent)
            request.NotSent(new UnsentException(new ObjectDisposedException(nameof(FlushGroup))));
    }

    private async Task FlushAsync()
    {
        try
        {
            do
            {
                if (_flushing.Bytes.Length == 0)
                    continue;
                await stream.WriteAsync(_flushing.Bytes.Written).ConfigureAwait(false);
                // Layers that compress or encrypt keep what is written until they are flushed.
                await stream.FlushAsync().ConfigureAwait(false);
            }
            while (TakeNext());
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    private void Fail(Exception exception)
    {
        CallRequest[] lostOnes, unsent;
        lock (_gate)
        {
            lostOnes = [.. _flushing.Requests];
            unsent = [.. _filling.Requests];
            _filling.Requests.Clear();
        }

        // First those that another connection may still take: the others are told when this one closes.
        foreach (CallRequest request in unsent)
            request.NotSent(new UnsentException(exception));
        Exception reason = lost(exception);
        foreach (CallRequest request in lostOnes)
            request.NotSent(reason);
    }

    private bool TakeNext()
    {
        long now = Stopwatch.GetTimestamp();
        foreach (CallRequest request in _flushing.Requests)
            request.WasSent(now);
        lock (_gate)
        {
            _flushing.Clear();
            _active = _filling.Bytes.Length > 0;
            if (_active)
                Swap();
            return _active;
        }
    }

    private void Swap() => (_filling, _flushing) = (_flushing, _filling);

    // What goes in one flush.
    private sealed class Batch : IDisposable
    {
        public MessageBuffer Bytes { get; } = new();

        public List<CallRequest> Requests { get; } = [];

        public void Clear()
        {
            Bytes.Clear();
            Requests.Clear();
        }

        public void Dispose()
        {
            Bytes.Dispose();
            Requests.Clear();
        }
    }
}
