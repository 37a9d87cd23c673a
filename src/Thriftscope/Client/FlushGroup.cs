using Thriftscope.Wire;

namespace Thriftscope.Client;

/// <summary>
/// The outgoing side of a connection. Messages are appended to one buffer while another is on its way, so callers that write
/// at the same time share one flush.
/// </summary>
/// <param name="stream">The connection.</param>
/// <param name="lost">Told when the connection takes no more; it must make every later write fail.</param>
internal sealed class FlushGroup(Stream stream, Action<Exception> lost) : IDisposable
{
    private readonly Lock _gate = new();
    private MessageBuffer _filling = new();
    private MessageBuffer _flushing = new();
    private TaskCompletionSource? _next;
    private bool _active;

    /// <summary>Writes a message, and sends it and what others have written.</summary>
    /// <param name="write">Appends the message; runs alone.</param>
    /// <param name="argument">Handed to <paramref name="write"/>.</param>
    /// <returns>A task that ends when the message has been handed to the system.</returns>
    /// <exception cref="UnsentException">It never will be: none of its bytes has left.</exception>
    public Task WriteAsync<T>(Action<MessageBuffer, T> write, T argument)
    {
        lock (_gate)
        {
            write(_filling, argument);
            if (_active)
                return (_next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            _active = true;
            (_filling, _flushing) = (_flushing, _filling);
        }

        return FlushAsync();
    }

    public void Dispose()
    {
        TaskCompletionSource? next;
        lock (_gate)
        {
            // A flush under way still reads its buffer: that one is left to the garbage collector.
            _filling.Dispose();
            if (!_active)
                _flushing.Dispose();
            (next, _next) = (_next, null);
        }

        // What they have written is gone, and a flush under way that ends well has nothing to tell them.
        _ = next?.TrySetException(new UnsentException(new ObjectDisposedException(nameof(FlushGroup))));
    }

    private async Task FlushAsync()
    {
        try
        {
            await SendAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Fail(waiting: null, e);
            throw;
        }

        if (TryTakeNext(out TaskCompletionSource? next))
            _ = DrainAsync(next);
    }

    // The first caller does not wait for the messages of those who came while it was flushing.
    private async Task DrainAsync(TaskCompletionSource? waiting)
    {
        bool more = true;
        while (more)
        {
            try
            {
                await SendAsync().ConfigureAwait(false);
            }
            catch (Exception e)
            {
                Fail(waiting, e);
                return;
            }

            TaskCompletionSource? done = waiting;
            more = TryTakeNext(out waiting);
            done?.SetResult();
        }
    }

    // Layers that compress or encrypt keep what is written until they are flushed.
    private async ValueTask SendAsync()
    {
        await stream.WriteAsync(_flushing.Written).ConfigureAwait(false);
        await stream.FlushAsync().ConfigureAwait(false);
    }

    private void Fail(TaskCompletionSource? waiting, Exception exception)
    {
        TaskCompletionSource? next;
        lock (_gate)
            (next, _next) = (_next, null);
        lost(exception);
        _ = waiting?.TrySetException(exception);
        _ = next?.TrySetException(new UnsentException(exception));
    }

    private bool TryTakeNext(out TaskCompletionSource? next)
    {
        lock (_gate)
        {
            _flushing.Clear();
            (next, _next) = (_next, null);
            _active = _filling.Length > 0;
            if (_active)
                (_filling, _flushing) = (_flushing, _filling);
            return _active;
        }
    }
}
