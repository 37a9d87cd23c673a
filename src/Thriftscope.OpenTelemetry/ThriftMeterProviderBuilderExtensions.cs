using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Thriftscope.OpenTelemetry;
using Thriftscope.Telemetry;

namespace OpenTelemetry.Metrics;

/// <summary>Adds Thrift's metrics to a meter provider.</summary>
public static class ThriftMeterProviderBuilderExtensions
{
    /// <summary>Records the metrics of Thrift calls and connections.</summary>
    /// <param name="builder">The provider's builder.</param>
    public static MeterProviderBuilder AddThriftInstrumentation(this MeterProviderBuilder builder) =>
        builder.AddThriftInstrumentation(name: null, configure: null);

    /// <summary>Records the metrics of Thrift calls and connections.</summary>
    /// <param name="builder">The provider's builder.</param>
    /// <param name="configure">Sets what is recorded.</param>
    public static MeterProviderBuilder AddThriftInstrumentation(this MeterProviderBuilder builder, Action<ThriftInstrumentationOptions> configure) =>
        builder.AddThriftInstrumentation(name: null, configure);

    /// <summary>Records the metrics of Thrift calls and connections.</summary>
    /// <param name="builder">The provider's builder.</param>
    /// <param name="name">
    /// The name of the options, when the program has several. Calls are recorded once for all providers: the options of the provider
    /// that was built last are in use.
    /// </param>
    /// <param name="configure">Sets what is recorded.</param>
    public static MeterProviderBuilder AddThriftInstrumentation(
        this MeterProviderBuilder builder, string? name, Action<ThriftInstrumentationOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        name ??= Options.DefaultName;
        SdkPropagator.Install();
        _ = builder
            .ConfigureServices(services => services.AddOptions<ThriftInstrumentationOptions>(name).Configure(configure ?? (_ => { })))
            .AddMeter(ThriftInstrumentation.MeterName)
            .AddInstrumentation(provider => Instrumentation.Start(provider, name));
        return builder is IDeferredMeterProviderBuilder deferred ? deferred.Configure((provider, meters) => AddPhases(provider, meters, name)) : builder;
    }

    private static void AddPhases(IServiceProvider provider, MeterProviderBuilder meters, string name)
    {
        if (provider.GetRequiredService<IOptionsMonitor<ThriftInstrumentationOptions>>().Get(name).RecordPhases)
            _ = meters.AddMeter(ThriftInstrumentation.PhasesMeterName);
    }
}
