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

    /// <summary>Reads a remote context and the baggage that came with it.</summary>
    /// <returns>The context, or the default one when the carrier holds no valid one, or the propagator throws.</returns>
    public ActivityContext Extract(ContextCarrier carrier, out IEnumerable<KeyValuePair<string, string?>>? baggage)
    {
        try
        {
            return ExtractCore(carrier, out baggage);
        }
        catch (Exception e)
        {
            ThriftscopeEventSource.Log.CallbackFailed(nameof(Extract), e);
            baggage = null;
            return default;
        }
    }

    /// <summary>Whether the propagator reads anything at all: one that is switched off does not.</summary>
    public bool HasFields => Guarded("", static (fields, _) => fields.Any());

    /// <summary>Whether a key is one that the propagator reads or writes.</summary>
    public bool HasField(string key) => Guarded(key, static (fields, key) => fields.Contains(key, StringComparer.OrdinalIgnoreCase));

    /// <summary>
    /// Makes baggage current: call it in the async method that runs the handler, before the span is started, which samplers and processors may
    /// see it for, and once more with the span.
    /// </summary>
    /// <param name="baggage">What came with the parent; <see langword="null"/> for none, whatever is current.</param>
    /// <param name="activity">The server's span; <see langword="null"/> before it is there.</param>
    public void UseBaggage(IEnumerable<KeyValuePair<string, string?>>? baggage, Activity? activity)
    {
        try
        {
            UseBaggageCore(baggage, activity);
        }
        catch (Exception e)
        {
            ThriftscopeEventSource.Log.CallbackFailed(nameof(UseBaggage), e);
        }
    }

    /// <summary>The keys that the propagator reads and writes.</summary>
    protected abstract IEnumerable<string> Fields { get; }

    protected abstract void UseBaggageCore(IEnumerable<KeyValuePair<string, string?>>? baggage, Activity? activity);

    protected abstract void InjectCore(Activity? activity, ContextCarrier carrier);

    protected abstract ActivityContext ExtractCore(ContextCarrier carrier, out IEnumerable<KeyValuePair<string, string?>>? baggage);

    private bool Guarded(string key, Func<IEnumerable<string>, string, bool> ask)
    {
        try
        {
            return ask(Fields, key);
        }
        catch (Exception e)
        {
            ThriftscopeEventSource.Log.CallbackFailed(nameof(Fields), e);
            return false;
        }
    }

    private sealed class DotNetPropagator : ContextPropagator
    {
        protected override IEnumerable<string> Fields => DistributedContextPropagator.Current.Fields;

        protected override void UseBaggageCore(IEnumerable<KeyValuePair<string, string?>>? baggage, Activity? activity)
        {
            if (activity is null)
                return;
            foreach ((string key, string? value) in baggage ?? [])
                _ = activity.AddBaggage(key, value);
        }

        protected override void InjectCore(Activity? activity, ContextCarrier carrier) =>
            DistributedContextPropagator.Current.Inject(activity, carrier, static (c, key, value) => ((ContextCarrier)c!).Set(key, value));

        protected override ActivityContext ExtractCore(ContextCarrier carrier, out IEnumerable<KeyValuePair<string, string?>>? baggage)
        {
            DistributedContextPropagator propagator = DistributedContextPropagator.Current;
            propagator.ExtractTraceIdAndState(carrier, Get, out string? traceParent, out string? traceState);
            baggage = propagator.ExtractBaggage(carrier, Get);
            return ActivityContext.TryParse(traceParent, traceState, isRemote: true, out ActivityContext parent) ? parent : default;
        }

        private static void Get(object? carrier, string key, out string? value, out IEnumerable<string>? values)
        {
            value = ((ContextCarrier)carrier!).Get(key);
            values = null;
        }
    }
}
