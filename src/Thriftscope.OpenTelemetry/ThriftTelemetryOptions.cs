using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Thriftscope.OpenTelemetry.Otlp;
using Thriftscope.StatsD;
using Thriftscope.Telemetry;

namespace Thriftscope.OpenTelemetry;

/// <summary>
/// Where the telemetry of a console program goes. Without any of the <c>Use</c> methods the <c>OTEL_*_EXPORTER</c> environment
/// variables decide; where they are not set either, OTLP is used unless tracing or metrics have been configured otherwise.
/// </summary>
public sealed class ThriftTelemetryOptions
{
    internal List<Action<ResourceBuilder>> Resource { get; } = [];

    internal List<Action<TracerProviderBuilder>> Tracing { get; } = [];

    internal List<string> Sources { get; } = [];

    internal List<Action<MeterProviderBuilder>> Metrics { get; } = [];

    internal List<Action<OpenTelemetryLoggerOptions>> LogExporters { get; } = [];

    internal List<Action<ILoggingBuilder>> Logging { get; } = [];

    internal List<PrometheusEndpoint> Prometheus { get; } = [];

    /// <summary>Whether an exporter was chosen by name.</summary>
    internal bool HasExporter { get; private set; }

    /// <summary>Whether nothing at all was set up.</summary>
    internal bool IsEmpty => Tracing.Count == 0 && Metrics.Count == 0 && LogExporters.Count == 0;

    /// <summary>The program's name in <c>service.name</c>; by default that of <c>OTEL_SERVICE_NAME</c>.</summary>
    public string? ServiceName { get; set; }

    /// <summary>The program's version in <c>service.version</c>.</summary>
    public string? ServiceVersion { get; set; }

    /// <summary>
    /// How long the end of the telemetry may take, by default 5 seconds: what can't be sent until then, to a back end that does not
    /// answer, is given up.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative, or longer than a day.</exception>
    public TimeSpan ShutdownTimeout
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(1));
            field = value;
        }
    } = TimeSpan.FromSeconds(5);

    /// <summary>What is recorded of Thrift calls.</summary>
    public ThriftInstrumentationOptions Instrumentation { get; } = new();

    /// <summary>Adds attributes to the resource, besides those of <c>OTEL_RESOURCE_ATTRIBUTES</c>.</summary>
    public ThriftTelemetryOptions ConfigureResource(Action<ResourceBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Resource.Add(configure);
        return this;
    }

    /// <summary>Adds to the tracing: another exporter, a sampler, the sources of other libraries.</summary>
    public ThriftTelemetryOptions ConfigureTracing(Action<TracerProviderBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Tracing.Add(configure);
        return this;
    }

    /// <summary>Records the spans of other libraries too, such as <c>Microsoft.AspNetCore</c> and <c>System.Net.Http</c>.</summary>
    /// <param name="names">The names of their activity sources; a <c>*</c> stands for any text.</param>
    public ThriftTelemetryOptions AddSource(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        Sources.AddRange(names);
        return this;
    }

    /// <summary>Adds to the metrics: another exporter, views, the meters of other libraries.</summary>
    public ThriftTelemetryOptions ConfigureMetrics(Action<MeterProviderBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Metrics.Add(configure);
        return this;
    }

    /// <summary>Adds to the logging: a console formatter, filters. Logs carry the trace that they belong to in a scope.</summary>
    public ThriftTelemetryOptions ConfigureLogging(Action<ILoggingBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Logging.Add(configure);
        return this;
    }

    /// <summary>
    /// Sends spans, metrics and logs by OTLP, to the endpoint of the <c>OTEL_EXPORTER_OTLP_*</c> variables, by default
    /// <c>http://localhost:4317</c>.
    /// </summary>
    public ThriftTelemetryOptions UseOtlp() => UseOtlp(new OtlpTarget());

    /// <summary>
    /// Sends spans, metrics and logs by OTLP: with the protocol of the <c>OTEL_EXPORTER_OTLP_*</c> variables, otherwise over HTTP at
    /// port 4318 and by gRPC elsewhere. All other variables, such as those of headers and certificates, are honoured.
    /// </summary>
    /// <param name="endpoint">The collector's base address, such as <c>http://localhost:4317</c>.</param>
    /// <exception cref="ArgumentException">The address is neither of <c>http</c> nor of <c>https</c>.</exception>
    public ThriftTelemetryOptions UseOtlp(Uri endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return UseOtlp(new OtlpTarget(endpoint));
    }

    /// <summary>
    /// Sends spans, metrics and logs by OTLP. All other <c>OTEL_EXPORTER_OTLP_*</c> variables, such as those of headers and
    /// certificates, are honoured.
    /// </summary>
    /// <param name="endpoint">The collector's base address; the paths of the signals are added for HTTP.</param>
    /// <param name="protocol">gRPC, or protobuf over HTTP.</param>
    public ThriftTelemetryOptions UseOtlp(Uri endpoint, OtlpExportProtocol protocol)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return UseOtlp(new OtlpTarget(endpoint, protocol));
    }

    /// <summary>Lets Prometheus scrape <c>http://host:port/metrics</c>.</summary>
    /// <param name="port">The port; by default that of <c>OTEL_EXPORTER_PROMETHEUS_PORT</c>, or 9464.</param>
    /// <param name="host">
    /// The host name of the address, or <c>+</c> for all addresses of the machine; by default that of <c>OTEL_EXPORTER_PROMETHEUS_HOST</c>, or <c>localhost</c>.
    /// </param>
    public ThriftTelemetryOptions UsePrometheus(int? port = null, string? host = null)
    {
        if (port is { } number)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(number, nameof(port));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(number, ushort.MaxValue, nameof(port));
        }

        if (host is not null)
            ArgumentException.ThrowIfNullOrEmpty(host);
        HasExporter = true;
        PrometheusEndpoint endpoint = new(port, host);
        Prometheus.Add(endpoint);
        return ConfigureMetrics(endpoint.AddTo);
    }

    /// <summary>
    /// Reports metrics to the StatsD daemon that <c>STATSD_HOST</c> and <c>STATSD_PORT</c> name, by default <c>localhost:8125</c>.
    /// </summary>
    public ThriftTelemetryOptions UseStatsD() => UseStatsD(new StatsDOptions().Endpoint);

    /// <summary>Reports metrics to a StatsD daemon.</summary>
    /// <param name="endpoint">The daemon: <c>host:port</c>, <c>tcp://host:port</c> or <c>unix:///path</c>.</param>
    public ThriftTelemetryOptions UseStatsD(string endpoint) => UseStatsD(endpoint, _ => { });

    /// <summary>Reports metrics to a StatsD daemon.</summary>
    /// <param name="endpoint">The daemon: <c>host:port</c>, <c>tcp://host:port</c> or <c>unix:///path</c>.</param>
    /// <param name="configure">
    /// Says what is sent, and how: see <see cref="ThriftStatsDMeterProviderBuilderExtensions.AddStatsDExporter(MeterProviderBuilder, string, Action{StatsDOptions})"/>.
    /// </param>
    public ThriftTelemetryOptions UseStatsD(string endpoint, Action<StatsDOptions> configure)
    {
        ArgumentException.ThrowIfNullOrEmpty(endpoint);
        ArgumentNullException.ThrowIfNull(configure);
        HasExporter = true;
        return ConfigureMetrics(metrics => metrics.AddStatsDExporter(statsd =>
        {
            statsd.Endpoint = endpoint;
            // What other back ends have lost.
            statsd.Meters.Add(ExportCounter.SdkMeterName);
            statsd.Meters.Add(ExportCounter.MeterName);
            configure(statsd);
        }));
    }

    /// <summary>Prints spans, metrics and logs.</summary>
    public ThriftTelemetryOptions UseConsole()
    {
        HasExporter = true;
        LogExporters.Add(logging => logging.AddConsoleExporter());
        return ConfigureTracing(tracing => tracing.AddConsoleExporter()).ConfigureMetrics(metrics => metrics.AddConsoleExporter());
    }

    private ThriftTelemetryOptions UseOtlp(OtlpTarget target)
    {
        if (target.Endpoint is { } endpoint && !OtlpTarget.IsUsable(endpoint))
            throw new ArgumentException($"\"{endpoint}\" is no address of a collector: write http:// or https:// before it, as in http://localhost:4317.");
        HasExporter = true;
        LogExporters.Add(logging => logging.AddOtlp(target));
        return ConfigureTracing(tracing => tracing.AddOtlp(target)).ConfigureMetrics(metrics => metrics.AddOtlp(target));
    }
}
