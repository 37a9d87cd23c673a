using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry.Resources;
using Thriftscope.OpenTelemetry;
using Thriftscope.StatsD;

namespace OpenTelemetry.Metrics;

/// <summary>Reports metrics to StatsD for as long as a meter provider lives.</summary>
public static class ThriftStatsDMeterProviderBuilderExtensions
{
    /// <summary>
    /// Reports metrics to the StatsD daemon that <c>STATSD_HOST</c> and <c>STATSD_PORT</c> name, by default <c>localhost:8125</c>.
    /// </summary>
    /// <param name="builder">The provider's builder.</param>
    public static MeterProviderBuilder AddStatsDExporter(this MeterProviderBuilder builder) =>
        builder.AddStatsDExporter(name: null, configure: null);

    /// <summary>Reports metrics to a StatsD daemon.</summary>
    /// <param name="builder">The provider's builder.</param>
    /// <param name="configure">Says what is sent, how and where to.</param>
    public static MeterProviderBuilder AddStatsDExporter(this MeterProviderBuilder builder, Action<StatsDOptions> configure) =>
        builder.AddStatsDExporter(name: null, configure);

    /// <summary>
    /// Reports metrics to a StatsD daemon. It wants each measurement, which no exporter of a provider gets: so
    /// <see cref="StatsDOptions.Meters"/> says what is reported, and views and <c>AddMeter</c> of the provider do not apply. The
    /// prefix and the values of tags may have attributes of the resource in them, such as <c>{service.name}</c>, if the resource was
    /// configured before.
    /// </summary>
    /// <param name="builder">The provider's builder.</param>
    /// <param name="name">The name of the options, when there are several daemons.</param>
    /// <param name="configure">Says what is sent, how and where to.</param>
    public static MeterProviderBuilder AddStatsDExporter(this MeterProviderBuilder builder, string? name, Action<StatsDOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        name ??= Options.DefaultName;
        _ = builder
            .ConfigureServices(services => services.AddOptions<StatsDOptions>(name).Configure(configure ?? (_ => { })))
            // What did not reach the daemon shows in the provider's other exporters.
            .AddMeter(StatsDReporter.MeterName);
        return builder is IDeferredMeterProviderBuilder deferred ? deferred.Configure((services, meters) => Report(services, meters, name)) : builder;
    }

    private static void Report(IServiceProvider services, MeterProviderBuilder meters, string name)
    {
        // The provider itself does not have its resource yet.
        Resource resource = Resource.Empty;
        _ = meters
            .ConfigureResource(builder => resource = builder.Build())
            .AddInstrumentation(() => StatsDReporter.Start(
                ResourceText.Apply(services.GetRequiredService<IOptionsMonitor<StatsDOptions>>().Get(name), resource)));
    }
}
