using System.Diagnostics;
using Thriftscope.Telemetry;

namespace Thriftscope.Client;

/// <summary>The trace context that goes with a request.</summary>
internal static class RequestTrace
{
    /// <summary>The context of the call's span, or of the current one where nobody listens to ours.</summary>
    public static ContextCarrier? Of(ClientCall? call, CallInstrumentation instrumentation)
    {
        Activity? activity = call?.Activity ?? Activity.Current;
        if (activity is null)
            return null;
        ContextCarrier carrier = ContextCarrier.ForThisThread();
        ContextPropagator.Current.Inject(activity, carrier);
        TrailingField.Fit(carrier, instrumentation.Instruments.Dropped);
        return carrier;
    }
}
