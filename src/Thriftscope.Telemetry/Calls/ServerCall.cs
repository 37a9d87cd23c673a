using System.Diagnostics;

namespace Thriftscope.Telemetry;

/// <summary>A call as its server sees it, from the first byte of the request to the flushed reply.</summary>
internal sealed class ServerCall : Call
{
    private ServerCall(CallInstrumentation instrumentation, MethodTelemetry method, in RequestTimes times, ActivityContext parent, IEnumerable<ActivityLink>? links)
        : base(instrumentation, instrumentation.Instruments.Server, method, times.FirstByte, CallPhase.Read, parent, links)
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
    public static ServerCall? Start(
        CallInstrumentation instrumentation, MethodTelemetry method, in RequestTimes times, ActivityContext parent = default, IEnumerable<ActivityLink>? links = null)
    {
        if (!instrumentation.ListensToServers || !Guard.Passes(instrumentation.Options.Filter, method.Info))
            return null;
        try
        {
            return new ServerCall(instrumentation, method, times, parent, links);
        }
        catch (Exception e)
        {
            // A sampler or a listener threw.
            ThriftscopeEventSource.Log.CallbackFailed(nameof(Start), e);
            return null;
        }
    }

    /// <summary>
    /// The same for a request that may have brought trace contexts: one becomes the parent, and its baggage current; others become links or
    /// attributes.
    /// </summary>
    /// <param name="instrumentation">What the call is recorded with.</param>
    /// <param name="method">The method that is called.</param>
    /// <param name="times">What happened to the request before.</param>
    /// <param name="contexts">What came with it.</param>
    /// <param name="options">What may become of that.</param>
    /// <param name="enclosing">The span that is the parent in any case, as a web server's is.</param>
    public static ServerCall? Start(
        CallInstrumentation instrumentation, MethodTelemetry method, in RequestTimes times, InboundContexts contexts, ThriftContextOptions options, ActivityContext enclosing = default)
    {
        // A span that is current is the parent by itself, with the baggage that it has.
        ActivityContext parent = enclosing == Activity.Current?.Context ? default : enclosing;
        if (contexts.IsEmpty || options.Inbound == ThriftContextRole.Ignore)
            return Start(instrumentation, method, times, parent);
        ContextSelection selection = ContextSelection.Among(contexts, options, instrumentation.Instruments, enclosing);
        // A web server's span has brought its own.
        bool usesBaggage = enclosing == default;
        if (usesBaggage)
            ContextPropagator.Current.UseBaggage(selection.Baggage, activity: null);
        ServerCall? call = Start(instrumentation, method, times, usesBaggage ? selection.Parent : parent, selection.Links);
        if (usesBaggage && call?.Activity is { } span)
            ContextPropagator.Current.UseBaggage(selection.Baggage, span);
        if (call?.Activity is { IsAllDataRequested: true } activity)
            ContextAttributes.Add(activity, contexts, options);
        return call;
    }
}

/// <summary>What happened to a request before its span is opened, in <see cref="Stopwatch"/> ticks.</summary>
/// <param name="FirstByte">When its first byte was there.</param>
/// <param name="Complete">When its last byte was there.</param>
/// <param name="DecodeStarted">When its decoding began: later, if the call before it was handled meanwhile.</param>
/// <param name="Decoded">When its arguments were decoded.</param>
internal readonly record struct RequestTimes(long FirstByte, long Complete, long DecodeStarted, long Decoded);
