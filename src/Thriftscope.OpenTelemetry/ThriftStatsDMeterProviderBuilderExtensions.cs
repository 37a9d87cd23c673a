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
    /// <param name="name">The name of the options, where other parts of the program configure them too. Without one they are this call's own.</param>
    /// <param name="configure">Says what is sent, how and where to.</param>
    public static MeterProviderBuilder AddStatsDExporter(this MeterProviderBuilder builder, string? name, Action<StatsDOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        _ = builder
            .ConfigureServices(services =>
            {
                OptionsBuilder<StatsDOptions> options = services.AddOptions<StatsDOptions>(name);
                if (name is not null && configure is not null)
                    _ = options.Configure(configure);
            })
            // What did not reach the daemon shows in the provider's other exporters.
            .AddMeter(StatsDReporter.MeterName);
        return builder is IDeferredMeterProviderBuilder deferred
            ? deferred.Configure((services, meters) => Report(services, meters, () => OptionsOf(services, name, configure)))
            : builder;
    }

    private static StatsDOptions OptionsOf(IServiceProvider services, string? name, Action<StatsDOptions>? configure)
    {
        if (name is not null)
            return services.GetRequiredService<IOptionsMonitor<StatsDOptions>>().Get(name);
        // Each daemon has options of its own, or the last would get the lines of all of them.
        StatsDOptions options = services.GetRequiredService<IOptionsFactory<StatsDOptions>>().Create(Options.DefaultName);
        configure?.Invoke(options);
        return options;
    }

    private static void Report(IServiceProvider services, MeterProviderBuilder meters, Func<StatsDOptions> options)
    {
        // The provider itself does not have its resource yet.
        Resource resource = Resource.Empty;
        _ = meters
            .ConfigureResource(builder => resource = builder.Build())
            .AddInstrumentation(() =>
            {
                StatsDReporter reporter = StatsDReporter.Start(ResourceText.Apply(options(), resource));
                services.GetService<StatsDReporters>()?.Add(reporter);
                return reporter;
            });
    }
}
