using System.Diagnostics;

namespace Thriftscope.Telemetry;

/// <summary>
/// Puts the current trace context into a carrier and takes it out. Without OpenTelemetry's SDK this is .NET's own
/// <see cref="DistributedContextPropagator"/>; Thriftscope.OpenTelemetry sets <see cref="Current"/> to one that asks the
/// SDK's propagator, anew at each call: that one is a no-op until the SDK starts.
/// </summary>
internal abstract class ContextPropagator
{
    /// <summary>What works without the SDK.</summary>
    public static ContextPropagator DotNet { get; } = new DotNetPropagator();

    public static ContextPropagator Current { get; set; } = DotNet;

    /// <summary>Writes the context of an activity, and the ambient baggage, into the carrier. A propagator that throws writes none.</summary>
    public void Inject(Activity? activity, ContextCarrier carrier)
    {
        try
        {
            InjectCore(activity, carrier);
        }
        catch (Exception e)
        {
            ThriftscopeEventSource.Log.CallbackFailed(nameof(Inject), e);
            carrier.Clear();
        }
    }

    /// <summary>
    /// Reads the remote parent, and makes its baggage current: call it in the async method that runs the handler.
    /// </summary>
    /// <returns>The parent, or the default context when the carrier holds no valid one, or the propagator throws.</returns>
    public ActivityContext Extract(ContextCarrier carrier, out IEnumerable<KeyValuePair<string, string?>>? activityBaggage)
    {
        try
        {
            return ExtractCore(carrier, out activityBaggage);
        }
        catch (Exception e)
        {
            ThriftscopeEventSource.Log.CallbackFailed(nameof(Extract), e);
            activityBaggage = null;
            return default;
        }
    }

    /// <summary>The keys that are written; none of a propagator that throws.</summary>
    public string[] Fields()
    {
        try
        {
            return [.. FieldsCore()];
        }
        catch (Exception e)
        {
            ThriftscopeEventSource.Log.CallbackFailed(nameof(Fields), e);
            return [];
        }
    }

    protected abstract IEnumerable<string> FieldsCore();

    protected abstract void InjectCore(Activity? activity, ContextCarrier carrier);

    protected abstract ActivityContext ExtractCore(ContextCarrier carrier, out IEnumerable<KeyValuePair<string, string?>>? activityBaggage);

    private sealed class DotNetPropagator : ContextPropagator
    {
        protected override IEnumerable<string> FieldsCore() => DistributedContextPropagator.Current.Fields;

        protected override void InjectCore(Activity? activity, ContextCarrier carrier) =>
            DistributedContextPropagator.Current.Inject(activity, carrier, static (c, key, value) => ((ContextCarrier)c!).Set(key, value));

        protected override ActivityContext ExtractCore(ContextCarrier carrier, out IEnumerable<KeyValuePair<string, string?>>? activityBaggage)
        {
            DistributedContextPropagator propagator = DistributedContextPropagator.Current;
            propagator.ExtractTraceIdAndState(carrier, Get, out string? traceParent, out string? traceState);
            activityBaggage = propagator.ExtractBaggage(carrier, Get);
            return ActivityContext.TryParse(traceParent, traceState, isRemote: true, out ActivityContext parent) ? parent : default;
        }

        private static void Get(object? carrier, string key, out string? value, out IEnumerable<string>? values)
        {
            value = ((ContextCarrier)carrier!).Get(key);
            values = null;
        }
    }
}
