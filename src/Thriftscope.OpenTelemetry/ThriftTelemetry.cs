using System.Net;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Thriftscope.Telemetry;

namespace Thriftscope.OpenTelemetry;

/// <summary>
/// The telemetry of a program without a host: <c>using var telemetry = ThriftTelemetry.Start(o =&gt; o.UseOtlp());</c> in its first
/// line. Disposing it sends what is still waiting.
/// </summary>
public sealed class ThriftTelemetry : IDisposable
{
    // .NET's own: processor time, memory, garbage collection, the thread pool.
    private const string RuntimeMeter = "System.Runtime";

    private readonly List<IDisposable> _parts = [];

    private ThriftTelemetry()
    {
    }

    /// <summary>Where logs go that the program itself writes: they carry the trace that they belong to.</summary>
    public ILoggerFactory LoggerFactory { get; private set; } = Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance;

    /// <summary>
    /// Starts the telemetry that the environment asks for: <c>OTEL_TRACES_EXPORTER</c>, <c>OTEL_METRICS_EXPORTER</c> and
    /// <c>OTEL_LOGS_EXPORTER</c> may be <c>otlp</c> (the default), <c>console</c> or <c>none</c>, and for metrics
    /// <c>prometheus</c> and <c>statsd</c>.
    /// </summary>
    public static ThriftTelemetry Start() => Start(_ => { });

    /// <summary>Starts the telemetry. <c>OTEL_SDK_DISABLED=true</c> leaves all of it out.</summary>
    /// <param name="configure">Says where it goes.</param>
    /// <exception cref="InvalidOperationException">The port of the Prometheus endpoint can't be listened on.</exception>
    public static ThriftTelemetry Start(Action<ThriftTelemetryOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        ThriftTelemetryOptions options = new();
        configure(options);
        ThriftTelemetry telemetry = new();
        if (string.Equals(Environment.GetEnvironmentVariable("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase))
            return telemetry;
        if (!options.HasExporter)
            EnvironmentExporters.Apply(options);
        try
        {
            telemetry.Build(options);
            return telemetry;
        }
        catch (Exception e) when (e.GetBaseException() is HttpListenerException listener)
        {
            telemetry.Dispose();
            throw new InvalidOperationException($"The Prometheus endpoint can't listen: {listener.Message}. Choose another port.", e);
        }
        catch
        {
            telemetry.Dispose();
            throw;
        }
    }

    /// <summary>Sends what is still waiting, and stops.</summary>
    public void Dispose()
    {
        for (int i = _parts.Count - 1; i >= 0; i--)
            _parts[i].Dispose();
        _parts.Clear();
    }

    private void Build(ThriftTelemetryOptions options)
    {
        void Resource(ResourceBuilder resource)
        {
            if (options.ServiceName is { } name)
                _ = resource.AddService(name, serviceVersion: options.ServiceVersion);
            options.Resource.ForEach(configure => configure(resource));
        }

        void OpenTelemetryLogger(OpenTelemetryLoggerOptions logger)
        {
            ResourceBuilder resource = ResourceBuilder.CreateDefault();
            Resource(resource);
            _ = logger.SetResourceBuilder(resource);
            options.LogExporters.ForEach(configure => configure(logger));
        }

        if (options.LogExporters.Count + options.Logging.Count > 0)
        {
            LoggerFactory = Microsoft.Extensions.Logging.LoggerFactory.Create(logging =>
            {
                // Formatters that print scopes print these, whatever provider they belong to.
                _ = logging.Configure(o => o.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
                if (options.LogExporters.Count > 0)
                    _ = logging.AddOpenTelemetry(OpenTelemetryLogger);
                options.Logging.ForEach(configure => configure(logging));
            });
            _parts.Add(LoggerFactory);
        }

        TracerProviderBuilder tracing = Sdk.CreateTracerProviderBuilder().ConfigureResource(Resource).AddThriftInstrumentation()
            .AddSource([.. options.Sources]);
        options.Tracing.ForEach(configure => configure(tracing));
        _parts.Add(tracing.Build());

        MeterProviderBuilder metrics = Sdk.CreateMeterProviderBuilder().ConfigureResource(Resource).AddThriftInstrumentation().AddMeter(RuntimeMeter);
        if (options.Instrumentation.RecordPhases)
            _ = metrics.AddMeter(ThriftInstrumentation.PhasesMeterName);
        options.Metrics.ForEach(configure => configure(metrics));
        _parts.Add(metrics.Build());

        // Last, so that these and not the providers' own default options are in use.
        _parts.Add(AmbientInstrumentation.Use(options.Instrumentation, LoggerFactory));
    }
}
