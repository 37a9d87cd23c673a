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

    protected override IEnumerable<string> FieldsCore() => Propagators.DefaultTextMapPropagator.Fields ?? new HashSet<string>();

    protected override void InjectCore(Activity? activity, ContextCarrier carrier) =>
        Propagators.DefaultTextMapPropagator.Inject(new PropagationContext(activity?.Context ?? default, Baggage.Current), carrier, Setter);

    protected override ActivityContext ExtractCore(ContextCarrier carrier, out IEnumerable<KeyValuePair<string, string?>>? activityBaggage)
    {
        activityBaggage = null;
        PropagationContext context = Propagators.DefaultTextMapPropagator.Extract(default, carrier, Getter);
        Baggage.Current = context.Baggage;
        return context.ActivityContext;
    }
}
