using System.Diagnostics;

namespace Thriftscope.Telemetry;

/// <summary>A call as its client sees it, from the call to the decoded reply.</summary>
internal sealed class ClientCall : Call
{
    private ClientCall(CallInstrumentation instrumentation, MethodTelemetry method, ActivityContext parent)
        : base(instrumentation, instrumentation.Instruments.Client, method, Stopwatch.GetTimestamp(), CallPhase.Serialize, parent)
    {
    }

    /// <summary>
    /// Starts the call, or answers <see langword="null"/> when nobody listens or a filter left it out. The span becomes
    /// <see cref="Activity.Current"/>: start the call in the async method that awaits its end.
    /// </summary>
    /// <param name="instrumentation">What the call is recorded with.</param>
    /// <param name="method">The method that is called.</param>
    /// <param name="parent">The span that the call belongs to; by default <see cref="Activity.Current"/>.</param>
    public static ClientCall? Start(CallInstrumentation instrumentation, MethodTelemetry method, ActivityContext parent = default)
    {
        if (!instrumentation.ListensToClients || !Guard.Passes(instrumentation.Options.Filter, method.Info))
            return null;
        try
        {
            return new ClientCall(instrumentation, method, parent);
        }
        catch (Exception e)
        {
            // A sampler or a listener threw.
            ThriftscopeEventSource.Log.CallbackFailed(nameof(Start), e);
            return null;
        }
    }
}
