using Thriftscope.AspNetCore.Requests;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore.Connections;

/// <summary>
/// Puts the requests of a connection in a row: Thrift's clients expect the calls of one connection to run, and to be answered,
/// in their order. A request that finds nothing before it runs at once, on the read loop itself. Where the options allow several at a
/// time, as many lanes take requests from the same row, and none runs on the read loop.
/// </summary>
/// <param name="handler">Handles a request.</param>
/// <param name="caller">Who sends them.</param>
/// <param name="output">Where replies go.</param>
/// <param name="options">How many requests may run, and how many may wait.</param>
/// <param name="failed">Told when a request could not even be answered: it must end the connection, whose client waits in vain.</param>
/// <param name="disconnected">Cancelled when the client has gone.</param>
internal sealed class RequestQueue(
    RequestHandler handler, Caller caller, IReplyTarget output, ThriftServerOptions options, Action<Exception> failed, CancellationToken disconnected)
    : IDisposable
{
    private readonly Queue<Request> _waiting = new();
    private readonly Stack<Lane> _free = new();
    private readonly List<Lane> _lanes = [];
    private readonly Lock _gate = new();
    private TaskCompletionSource? _room;
    private long _waitingSize;
    private bool _hasFailed;

    /// <summary>Whether a request runs or waits.</summary>
    public bool IsBusy
    {
        get
        {
            lock (_gate)
                return _free.Count < _lanes.Count;
        }
    }

    /// <summary>Takes a request. The task ends at once unless too many are waiting.</summary>
    public Task AddAsync(Request request)
    {
        Lane? lane;
        lock (_gate)
        {
            // The connection is at its end: what still came on it is not handled.
            if (_hasFailed)
                return Task.CompletedTask;
            if (!_free.TryPop(out lane) && _lanes.Count < options.MaxConcurrentCallsPerConnection)
                _lanes.Add(lane = new Lane());
            if (lane is null)
            {
                _waiting.Enqueue(request);
                _waitingSize += request.Size;
                // Many small requests or few large ones: neither takes more than one message of the largest size may.
                if (_waiting.Count < options.MaxQueuedRequests && _waitingSize < options.Limits.MaxMessageSize)
                    return Task.CompletedTask;
                _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return _room.Task;
            }
        }

        lane.Running = options.MaxConcurrentCallsPerConnection == 1
            ? RunAsync(lane, request)
            : StartAsync(lane, request);
        return Task.CompletedTask;
    }

    /// <summary>Ends when all requests that were taken have been handled.</summary>
    public Task DrainAsync() => Task.WhenAll(_lanes.Select(l => l.Running));

    public void Dispose()
    {
        foreach (Lane lane in _lanes)
            lane.Reply.Dispose();
    }

    // By itself, since what it captures would be made for each request.
    private Task StartAsync(Lane lane, Request request) => Task.Run(() => RunAsync(lane, request), CancellationToken.None);

    private async Task RunAsync(Lane lane, Request? request)
    {
        while (request is not null)
        {
            try
            {
                await handler.HandleAsync(request, caller, lane.Reply, output, disconnected).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                lock (_gate)
                {
                    _hasFailed = true;
                    _waiting.Clear();
                    ReleaseReader();
                }

                failed(e);
                return;
            }

            lock (_gate)
            {
                if (_waiting.TryDequeue(out request))
                    _waitingSize -= request.Size;
                else
                    _free.Push(lane);
                if (_waiting.Count == 0)
                    ReleaseReader();
            }
        }
    }

    private void ReleaseReader()
    {
        _room?.TrySetResult();
        _room = null;
    }

    // One request at a time, and the buffer of its reply.
    private sealed class Lane
    {
        public MessageBuffer Reply { get; } = new();

        public Task Running { get; set; } = Task.CompletedTask;
    }
}
