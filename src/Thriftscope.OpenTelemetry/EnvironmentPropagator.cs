using OpenTelemetry;
using OpenTelemetry.Context.Propagation;

namespace Thriftscope.OpenTelemetry;

/// <summary>
/// Chooses the propagator as <c>OTEL_PROPAGATORS</c> says, which the SDK does not read:
/// https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#general-sdk-configuration.
/// </summary>
internal static class EnvironmentPropagator
{
    private const string Variable = "OTEL_PROPAGATORS";

    /// <summary>Uses the propagator that the variable names until the result is disposed; without the variable everything stays.</summary>
    public static IDisposable? Use()
    {
        if (EnvironmentVariable.Read(Variable) is null)
            return null;
        TextMapPropagator[] chosen = [.. EnvironmentVariable.ReadList(Variable, "").Distinct().Where(name => name != "none").Select(Propagator)];
        Replaced replaced = new(Propagators.DefaultTextMapPropagator);
        Sdk.SetDefaultTextMapPropagator(new CompositeTextMapPropagator(chosen));
        return replaced;
    }

    private static TextMapPropagator Propagator(string name) => name switch
    {
        "tracecontext" => new TraceContextPropagator(),
        "baggage" => new BaggagePropagator(),
#pragma warning disable CS0618 // What replaces it is in a package that only users of B3 would need.
        "b3" => new B3Propagator(singleHeader: true),
        "b3multi" => new B3Propagator(singleHeader: false),
#pragma warning restore CS0618
        _ => throw EnvironmentVariable.Wrong(Variable, name, "tracecontext, baggage, b3, b3multi or none"),
    };

    private sealed class Replaced(TextMapPropagator previous) : IDisposable
    {
        public void Dispose() => Sdk.SetDefaultTextMapPropagator(previous);
    }
}
