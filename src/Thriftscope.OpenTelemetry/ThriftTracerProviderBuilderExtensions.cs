using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Thriftscope.OpenTelemetry;
using Thriftscope.Telemetry;

namespace OpenTelemetry.Trace;

/// <summary>Adds Thrift's spans to a tracer provider.</summary>
public static class ThriftTracerProviderBuilderExtensions
{
    /// <summary>Records the spans of Thrift calls.</summary>
    /// <param name="builder">The provider's builder.</param>
    public static TracerProviderBuilder AddThriftInstrumentation(this TracerProviderBuilder builder) =>
        builder.AddThriftInstrumentation(name: null, configure: null);

    /// <summary>Records the spans of Thrift calls.</summary>
    /// <param name="builder">The provider's builder.</param>
    /// <param name="configure">Sets what is recorded.</param>
    public static TracerProviderBuilder AddThriftInstrumentation(this TracerProviderBuilder builder, Action<ThriftInstrumentationOptions> configure) =>
        builder.AddThriftInstrumentation(name: null, configure);

    /// <summary>Records the spans of Thrift calls.</summary>
    /// <param name="builder">The provider's builder.</param>
    /// <param name="name">
    /// The name of the options, when the program has several. Calls are recorded once for all providers: the options of the provider
    /// that was built last are in use.
    /// </param>
    /// <param name="configure">Sets what is recorded.</param>
    public static TracerProviderBuilder AddThriftInstrumentation(
        this TracerProviderBuilder builder, string? name, Action<ThriftInstrumentationOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        name ??= Options.DefaultName;
        SdkPropagator.Install();
        return builder
            .ConfigureServices(services => services.AddOptions<ThriftInstrumentationOptions>(name).Configure(configure ?? (_ => { })))
            .AddSource(ThriftInstrumentation.ActivitySourceName)
            .AddInstrumentation(provider => Instrumentation.Start(provider, name));
    }
}
