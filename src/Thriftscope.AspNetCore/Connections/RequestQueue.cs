namespace Thriftscope.AspNetCore.Connections;

/// <summary>
/// Puts the requests of a connection in a row: Thrift's clients expect the calls of one connection to run, and to be answered,
/// in their order. A request that finds nothing before it runs at once, on the read loop itself.
/// </summary>
/// <param name="processor">Handles a request.</param>
/// <param name="capacity">How many requests may wait.</param>
/// <param name="failed">Told when a request could not even be answered: it must end the connection, whose client waits in vain.</param>
/// <param name="disconnected">Cancelled when the client has gone.</param>
internal sealed class RequestQueue(RequestProcessor processor, int capacity, Action<Exception> failed, CancellationToken disconnected)
{
    private readonly Queue<Request> _waiting = new();
    private readonly Lock _gate = new();
    private Task _running = Task.CompletedTask;
    private bool _busy;

    /// <summary>Takes a request. The task ends at once unless too many are waiting.</summary>
    public Task AddAsync(Request request)
    {
        lock (_gate)
        {
            if (_busy)
            {
                _waiting.Enqueue(request);
                return _waiting.Count < capacity ? Task.CompletedTask : _running;
            }

            _busy = true;
        }

        _running = RunAsync(request);
        return Task.CompletedTask;
    }

    /// <summary>Ends when all requests that were taken have been handled.</summary>
    public Task DrainAsync() => _running;

    private async Task RunAsync(Request? request)
    {
        while (request is not null)
        {
            try
            {
                await processor.ProcessAsync(request, disconnected).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                failed(e);
                return;
            }

            lock (_gate)
            {
                if (!_waiting.TryDequeue(out request))
                    _busy = false;
            }
        }
    }
}
