using System.Diagnostics;

namespace Thriftscope.Telemetry;

/// <summary>A call as its server sees it, from the first byte of the request to the flushed reply.</summary>
internal sealed class ServerCall : Call
{
    private ServerCall(CallInstrumentation instrumentation, MethodTelemetry method, in RequestTimes times, ActivityContext parent)
        : base(instrumentation, instrumentation.Instruments.Server, method, times.FirstByte, CallPhase.Read, parent)
    {
        Enter(CallPhase.Queue, times.Complete);
        Enter(CallPhase.Deserialize, times.DecodeStarted);
        Enter(CallPhase.Queue, times.Decoded);
    }

    /// <summary>
    /// Starts the call in the phase <see cref="CallPhase.Queue"/>, or answers <see langword="null"/> when nobody listens or a
    /// filter left it out. The span becomes <see cref="Activity.Current"/>: start the call in the async method that runs the
    /// handler, so that it does not leak into the connection's read loop.
    /// </summary>
    public static ServerCall? Start(CallInstrumentation instrumentation, MethodTelemetry method, in RequestTimes times, ActivityContext parent)
    {
        if (!instrumentation.ListensToServers || !Guard.Passes(instrumentation.Options.Filter, method.Info))
            return null;
        try
        {
            return new ServerCall(instrumentation, method, times, parent);
        }
        catch (Exception e)
        {
            // A sampler or a listener threw.
            ThriftscopeEventSource.Log.CallbackFailed(nameof(Start), e);
            return null;
        }
    }

    /// <summary>The same for a request that may have brought a trace context: that becomes the parent, and its baggage current.</summary>
    public static ServerCall? Start(CallInstrumentation instrumentation, MethodTelemetry method, in RequestTimes times, ContextCarrier context)
    {
        if (context.Count == 0)
            return Start(instrumentation, method, times, parent: default(ActivityContext));

        ActivityContext parent = ContextPropagator.Current.Extract(context, out IEnumerable<KeyValuePair<string, string?>>? baggage);
        KeyValuePair<string, object?> dialect = new(SemanticConventions.ThriftDialect, context.Dialect);
        if (parent == default)
            Guard.Add(instrumentation.Instruments.Dropped, dialect, new(SemanticConventions.ThriftReason, "invalid"));
        else
            Guard.Add(instrumentation.Instruments.Extracted, dialect);
        ServerCall? call = Start(instrumentation, method, times, parent);
        foreach ((string key, string? value) in baggage ?? [])
            _ = call?.Activity?.AddBaggage(key, value);
        return call;
    }
}

/// <summary>What happened to a request before its span is opened, in <see cref="Stopwatch"/> ticks.</summary>
/// <param name="FirstByte">When its first byte was there.</param>
/// <param name="Complete">When its last byte was there.</param>
/// <param name="DecodeStarted">When its decoding began: later, if the call before it was handled meanwhile.</param>
/// <param name="Decoded">When its arguments were decoded.</param>
internal readonly record struct RequestTimes(long FirstByte, long Complete, long DecodeStarted, long Decoded);
