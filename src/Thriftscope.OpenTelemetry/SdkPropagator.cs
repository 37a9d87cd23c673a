using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using Thriftscope.Telemetry;

namespace Thriftscope.OpenTelemetry;

/// <summary>Carries the context as the SDK's configured propagator does, which is asked for at each call.</summary>
internal sealed class SdkPropagator : ContextPropagator
{
    private static readonly Action<ContextCarrier, string, string> Setter = static (carrier, key, value) => carrier.Set(key, value);
    private static readonly Func<ContextCarrier, string, IEnumerable<string>> Getter =
        static (carrier, key) => carrier.Get(key) is { } value ? [value] : [];

    private SdkPropagator()
    {
    }

    /// <summary>Takes the place of .NET's own propagator in the whole program.</summary>
    public static void Install()
    {
        if (Current is not SdkPropagator)
            Current = new SdkPropagator();
    }

    protected override void InjectCore(Activity? activity, ContextCarrier carrier) =>
        Propagators.DefaultTextMapPropagator.Inject(new PropagationContext(activity?.Context ?? default, Baggage.Current), carrier, Setter);

    protected override ActivityContext ExtractCore(ContextCarrier carrier, out IEnumerable<KeyValuePair<string, string?>>? baggage)
    {
        PropagationContext context = Propagators.DefaultTextMapPropagator.Extract(default, carrier, Getter);
        baggage = context.Baggage.Count == 0 ? null : context.Baggage.GetBaggage().Select(pair => KeyValuePair.Create<string, string?>(pair.Key, pair.Value));
        return context.ActivityContext;
    }

    protected override void UseBaggageCore(IEnumerable<KeyValuePair<string, string?>>? baggage, Activity? activity)
    {
        if (activity is null)
            Baggage.Current = baggage is null ? default : Baggage.Create(baggage.ToDictionary(pair => pair.Key, pair => pair.Value!));
    }

    protected override IEnumerable<string> Fields => Propagators.DefaultTextMapPropagator.Fields ?? Enumerable.Empty<string>();
}
