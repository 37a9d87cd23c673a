using System.Diagnostics.Metrics;
using Thriftscope.Sessions;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.Tracking;

/// <summary>A call on a connection with ThriftPy's tracking, as its client sees it.</summary>
internal sealed class TrackedCall
{
    private readonly string _api;
    private readonly ThriftTracker? _tracker;
    private readonly IReadOnlyDictionary<string, object?> _annotation;
    private readonly DateTimeOffset _started = DateTimeOffset.UtcNow;

    /// <param name="api">The method's name.</param>
    /// <param name="trace">The trace context that goes with the request.</param>
    /// <param name="options">The client's options.</param>
    /// <param name="dropped">Counts what there is no room for.</param>
    public TrackedCall(string api, ContextCarrier? trace, ThriftClientOptions options, Counter<long> dropped)
    {
        TrackingState state = TrackingState.Current ?? new TrackingState();
        _api = api;
        _tracker = options.Tracker;
        _annotation = state.Annotation;
        int number = (state.Calls ?? options.RootCalls).Next();
        string requestId = state.RequestId ?? ThriftTracker.RequestIdOf(_tracker);
        string seq = state.Seq is null ? FormattableString.Invariant($"{number}") : FormattableString.Invariant($"{state.Seq}.{number}");
        Header = new ThriftPyRequestHeader { RequestId = requestId, Seq = seq };
        HeaderRoom room = default;
        _ = room.TryTake(requestId);
        _ = room.TryTake(seq);
        Add(trace?.Entries ?? [], ref room);
        if (state.Added.Count > 0)
            Add(OwnOf(state.Added), ref room);
        Add(state.Received, ref room);
        if (room.IsExceeded)
            Guard.Add(dropped, new(SemanticConventions.ThriftDialect, ThriftContextDialects.ThriftPy.Name), new(SemanticConventions.ThriftReason, "too_large"));
    }

    /// <summary>What goes before the request.</summary>
    public ThriftPyRequestHeader Header { get; }

    /// <summary>What came back before the reply.</summary>
    public IReadOnlyDictionary<string, string> ResponseMeta { get; private set; } = TrackingState.NoMeta;

    public void ReadReply(in WireMessage reply, ThriftLimits limits) => ResponseMeta = ThriftPyResponseHeader.Read(reply, limits);

    /// <summary>Told when the call has ended, and how.</summary>
    public void End(Exception? exception)
    {
        if (_tracker is null)
            return;
        ThriftTrackedCall call = new()
        {
            RequestId = Header.RequestId!,
            Api = _api,
            Seq = Header.Seq!,
            Client = _tracker.Client,
            Server = _tracker.Server,
            Status = exception is null,
            Start = _started,
            End = DateTimeOffset.UtcNow,
            Annotation = _annotation,
            Meta = Header.Meta,
            ResponseMeta = ResponseMeta,
        };
        ThriftTracker.Tell(_tracker, t => t.Record(call, exception), nameof(ThriftTracker.Record));
    }

    // What a program adds under a key of a trace context would pass for this call's.
    private static IEnumerable<KeyValuePair<string, string>> OwnOf(IReadOnlyDictionary<string, string> added) =>
        added.Where(entry => !ContextKeys.IsOfOneCall(entry.Key));

    // Of two values the one that comes first counts: the call's own trace context before all, then what this program has added.
    private void Add(IEnumerable<KeyValuePair<string, string>> entries, ref HeaderRoom room)
    {
        foreach ((string key, string value) in entries)
        {
            if (!Header.Meta.ContainsKey(key) && room.TryTake(key, value))
                Header.Meta.Add(key, value);
        }
    }
}
