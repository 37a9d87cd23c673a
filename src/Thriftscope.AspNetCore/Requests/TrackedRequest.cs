using Thriftscope.Sessions;
using Thriftscope.Tracking;

namespace Thriftscope.AspNetCore.Requests;

/// <summary>A request that came with a header of ThriftPy's tracking, while it is handled.</summary>
internal sealed class TrackedRequest
{
    private readonly TrackingState _state;
    private readonly ThriftTracker? _tracker;
    private readonly string _api;
    private readonly DateTimeOffset _started = DateTimeOffset.UtcNow;

    private TrackedRequest(TrackingState state, ThriftTracker? tracker, string api)
    {
        _state = state;
        _tracker = tracker;
        _api = api;
    }

    /// <summary>
    /// Makes what came with a request current: call it in the async method that runs the handler. Without a header there is nothing to
    /// make current, and <see langword="null"/> is answered.
    /// </summary>
    public static TrackedRequest? Begin(Request request, ThriftTracker? tracker)
    {
        if (request.Session is not ThriftPyRequestHeader header)
            return null;
        TrackingState state = TrackingState.Handling(header, tracker);
        TrackingState.Current = state;
        return new TrackedRequest(state, tracker, request.MethodName);
    }

    /// <summary>Told when it has been answered.</summary>
    public void End(bool hasResult, Exception? exception)
    {
        if (_tracker is null)
            return;
        ThriftTrackedCall call = new()
        {
            RequestId = _state.RequestId!,
            Api = _api,
            Seq = _state.Seq ?? "",
            Client = _tracker.Client,
            Server = _tracker.Server,
            Status = hasResult,
            Start = _started,
            End = DateTimeOffset.UtcNow,
            Meta = _state.Received,
        };
        ThriftTracker.Tell(_tracker, t => t.RecordHandled(call, exception), nameof(ThriftTracker.RecordHandled));
    }
}
