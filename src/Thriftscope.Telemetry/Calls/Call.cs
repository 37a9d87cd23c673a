using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using static Thriftscope.Telemetry.SemanticConventions;

namespace Thriftscope.Telemetry;

/// <summary>
/// One call while it runs, on either side. It ends exactly once, whatever happens, and leaves a span, metrics and, when it
/// failed, a log.
/// </summary>
internal abstract class Call
{
    private readonly CallInstrumentation _instrumentation;
    private readonly CallInstruments.SideInstruments _instruments;
    private readonly MethodTelemetry _method;
    private readonly long _started;
    private readonly bool _activeCounted;
    private readonly bool _phasesWanted;
    private PhaseTicks _ticks;
    private CallPhase _phase;
    private long _phaseStarted;
    private int _ended;
    private string? _peerAddress;
    private int _peerPort;
    private Rejection? _rejection;

    protected Call(
        CallInstrumentation instrumentation,
        CallInstruments.SideInstruments instruments,
        MethodTelemetry method,
        long started,
        CallPhase firstPhase,
        ActivityContext parent,
        IEnumerable<ActivityLink>? links = null)
    {
        _instrumentation = instrumentation;
        _instruments = instruments;
        _method = method;
        _started = started;
        _phase = firstPhase;
        _phaseStarted = started;

        ActivitySource source = instrumentation.Instruments.Source;
        if (source.HasListeners())
        {
            // A client's span starts now. A server's began with the request's first byte: the clock is moved back to that.
            DateTimeOffset startTime = method.Info.Kind == ActivityKind.Client ? default : DateTimeOffset.UtcNow - Stopwatch.GetElapsedTime(started);
            Activity = source.StartActivity(method.SpanName, method.Info.Kind, parent, method.CreationTags, links, startTime);
        }

        if (Activity is { IsAllDataRequested: true } activity)
        {
            ThriftCallInfo info = method.Info;
            activity.AddTag(ThriftProtocol, info.Protocol);
            activity.AddTag(ThriftTransport, info.Transport);
            activity.AddTag(ThriftMessageType, info.IsOneway ? "oneway" : "call");
            if (method.OriginalMethod is { } original)
                activity.AddTag(RpcMethodOriginal, original);
            Guard.Invoke(instrumentation.Options.EnrichWithCall, activity, info, nameof(ThriftInstrumentationOptions.EnrichWithCall));
        }

        // A call that is only counted, or sampled out, need not look at the clock at each phase.
        _phasesWanted = Activity is { IsAllDataRequested: true } || instruments.PhaseDuration.Enabled;

        // A listener that comes or goes while the call runs must not unbalance the counter.
        if (instruments.ActiveRequests.Enabled)
        {
            _activeCounted = true;
            Guard.Add(instruments.ActiveRequests, 1, method.MethodTag);
        }
    }

    /// <summary>The span, if a listener asked for one.</summary>
    public Activity? Activity { get; }

    /// <summary>The bytes of the whole request on the wire; 0 while unknown.</summary>
    public long RequestSize { get; set; }

    /// <summary>The bytes of the whole reply on the wire; 0 when there is none.</summary>
    public long ResponseSize { get; set; }

    /// <summary>Names the peer on the span and in logs.</summary>
    public void SetPeer(string? address, int? port)
    {
        (_peerAddress, _peerPort) = (address, port ?? 0);
        if (Activity is not { IsAllDataRequested: true } activity || address is null)
            return;
        activity.AddTag(NetworkPeerAddress, address);
        if (port is { } number)
            activity.AddTag(NetworkPeerPort, number);
    }

    /// <summary>Says that the server would not serve the request: the log of the failed call tells of that instead.</summary>
    public void Reject(string reason, string problem) => _rejection = new Rejection(reason, problem);

    /// <summary>Ends the phase that is under way and begins another.</summary>
    public void Enter(CallPhase phase)
    {
        if (_phasesWanted)
            Enter(phase, Stopwatch.GetTimestamp());
    }

    /// <summary>The same, for a moment that was noted before.</summary>
    public void Enter(CallPhase phase, long timestamp)
    {
        if (!_phasesWanted)
            return;
        _ticks[(int)_phase] += timestamp - _phaseStarted;
        _phase = phase;
        _phaseStarted = timestamp;
    }

    /// <summary>Ends the call now.</summary>
    public void Complete(in CallOutcome outcome) => Complete(outcome, Stopwatch.GetTimestamp());

    /// <summary>Ends the call at a moment that was noted before. Only the first end counts.</summary>
    public void Complete(in CallOutcome outcome, long timestamp)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
            return;
        Enter(_phase, timestamp);
        try
        {
            Record(outcome, Stopwatch.GetElapsedTime(_started, timestamp));
        }
        catch (Exception e)
        {
            // A logger, a listener, or an exception whose message throws: none of them may break the call.
            ThriftscopeEventSource.Log.CallbackFailed(nameof(Complete), e);
        }
    }

    private void Record(in CallOutcome outcome, TimeSpan duration)
    {
        string? errorType = ErrorTypeOf(outcome);
        // Each part is done whatever becomes of the others.
        try
        {
            RecordMetrics(outcome, errorType, duration.TotalSeconds);
        }
        finally
        {
            try
            {
                Log(outcome, errorType, duration);
            }
            finally
            {
                EndSpan(outcome, errorType, duration);
            }
        }
    }

    private void EndSpan(in CallOutcome outcome, string? errorType, TimeSpan duration)
    {
        if (Activity is not { } activity)
            return;
        try
        {
            Describe(activity, outcome, errorType, duration);
        }
        finally
        {
            activity.Stop();
        }
    }

    private void Log(in CallOutcome outcome, string? errorType, TimeSpan duration)
    {
        ThriftInstrumentationOptions options = _instrumentation.Options;
        ThriftLoggers loggers = _instrumentation.Loggers;
        bool isSlow = errorType is null && duration >= options.SlowCallThreshold;
        bool isAccessLogged = options.AccessLog && loggers.Access.IsEnabled(LogLevel.Information);
        if (errorType is null && !isSlow && !isAccessLogged)
            return;

        // The logs belong to the call's span, which need not be the current one where the call ends.
        Activity? current = Activity.Current;
        Activity.Current = Activity ?? current;
        try
        {
            if (_rejection is { } rejection)
                CallLog.MessageRejected(loggers.Calls, PeerName, rejection.Reason, rejection.Problem, outcome.Exception);
            else if (errorType is not null)
                CallLog.Failed(loggers.Calls, _method, errorType, duration, outcome.Exception);
            else if (isSlow)
                CallLog.Slow(loggers.Calls, _method, duration, options.SlowCallThreshold!.Value);
            if (isAccessLogged)
                AccessLog.Write(loggers.Access, EntryOf(outcome, duration));
        }
        finally
        {
            Activity.Current = current;
        }
    }

    private string? PeerName => _peerAddress is null ? _method.Server : PeerText.Address(_peerAddress, _peerPort == 0 ? null : _peerPort);

    private AccessLogEntry EntryOf(in CallOutcome outcome, TimeSpan duration) => new(
        _method.Info.Kind,
        _method.LoggedName,
        PeerName,
        outcome.StatusCode ?? outcome.ErrorType,
        duration.TotalSeconds,
        RequestSize,
        ResponseSize,
        Activity?.TraceId.ToHexString());

    private string? ErrorTypeOf(in CallOutcome outcome) =>
        outcome.DeclaredException
            && !Guard.IsError(_instrumentation.Options.DeclaredExceptions, _method.Info.Kind, outcome.StatusCode!)
            ? null
            : outcome.ErrorType;

    private void RecordMetrics(in CallOutcome outcome, string? errorType, double seconds)
    {
        if (_activeCounted)
            Guard.Add(_instruments.ActiveRequests, -1, _method.MethodTag);
        if (_instruments.Duration.Enabled)
            _instruments.Duration.Record(seconds, outcome is { StatusCode: StatusOk, ErrorType: null } ? _method.OkDurationTags : DurationTags(outcome, errorType));
        if (RequestSize > 0)
            _instruments.RequestSize.Record(RequestSize, _method.MethodTag);
        if (ResponseSize > 0)
            _instruments.ResponseSize.Record(ResponseSize, _method.MethodTag);
        if (!_instruments.PhaseDuration.Enabled)
            return;
        foreach (CallPhase phase in _method.Phases)
        {
            if (_ticks[(int)phase] is > 0 and var ticks)
                _instruments.PhaseDuration.Record(Seconds(ticks), _method.PhaseTags[(int)phase]);
        }
    }

    private ReadOnlySpan<KeyValuePair<string, object?>> DurationTags(in CallOutcome outcome, string? errorType)
    {
        List<KeyValuePair<string, object?>> tags = [.. _method.DurationTags];
        if (outcome.StatusCode is { } status)
            tags.Add(new(RpcStatusCode, status));
        if (errorType is not null)
            tags.Add(new(ErrorType, errorType));
        return tags.ToArray();
    }

    private void Describe(Activity activity, in CallOutcome outcome, string? errorType, TimeSpan duration)
    {
        // The same duration as the metric's.
        activity.SetEndTime(activity.StartTimeUtc + duration);
        // An exception's message may throw.
        if (errorType is not null)
            activity.SetStatus(ActivityStatusCode.Error);
        if (activity.IsAllDataRequested)
        {
            if (outcome.StatusCode is { } status)
                activity.AddTag(RpcStatusCode, status);
            if (RequestSize > 0)
                activity.AddTag(ThriftRequestSize, RequestSize);
            if (ResponseSize > 0)
                activity.AddTag(ThriftResponseSize, ResponseSize);
            foreach (CallPhase phase in _method.Phases)
            {
                if (_ticks[(int)phase] is > 0 and var ticks)
                    activity.AddTag(CallPhases.AttributeNames[(int)phase], Seconds(ticks));
            }

            if (errorType is not null)
                activity.AddTag(ErrorType, errorType);
            if (errorType is not null && outcome.Exception is { } exception)
            {
                if (_instrumentation.Options.RecordException)
                    activity.AddException(exception);
                Guard.Invoke(_instrumentation.Options.EnrichWithException, activity, exception, nameof(ThriftInstrumentationOptions.EnrichWithException));
            }
        }

        if (errorType is not null)
            activity.SetStatus(ActivityStatusCode.Error, outcome.Exception?.Message);
    }

    private static double Seconds(long ticks) => (double)ticks / Stopwatch.Frequency;

    private sealed record Rejection(string Reason, string Problem);

    [InlineArray(CallPhases.Count)]
    private struct PhaseTicks
    {
        private long _first;
    }
}
