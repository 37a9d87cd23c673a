using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Thriftscope.OpenTelemetry.Otlp;
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

    private const string InstanceId = "service.instance.id";

    private readonly Providers _providers = new();
    private readonly TimeSpan _shutdownTimeout;
    private IDisposable? _propagator;
    private IDisposable? _ambient;
    private bool _disposed;

    private ThriftTelemetry(TimeSpan shutdownTimeout) => _shutdownTimeout = shutdownTimeout;

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
    /// <exception cref="InvalidOperationException">
    /// The port of the Prometheus endpoint can't be listened on, or an environment variable has a value that it can't have.
    /// </exception>
    /// <exception cref="ArgumentException">An option of StatsD can't be used, or its variables name no endpoint.</exception>
    public static ThriftTelemetry Start(Action<ThriftTelemetryOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        ThriftTelemetryOptions options = new();
        configure(options);
        ThriftTelemetry telemetry = new(options.ShutdownTimeout);
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
            throw new InvalidOperationException(
                $"The Prometheus endpoint can't listen at {string.Join(" or ", options.Prometheus)}: {listener.Message.TrimEnd('.')}. Choose another port or host.", e);
        }
        catch
        {
            telemetry.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Sends what is still waiting, and stops. Back ends that do not answer are given up after
    /// <see cref="ThriftTelemetryOptions.ShutdownTimeout"/>.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        _ambient?.Dispose();
        _propagator?.Dispose();
        _providers.Stop(_shutdownTimeout);
    }

    private void Build(ThriftTelemetryOptions options)
    {
        _propagator = EnvironmentPropagator.Use();

        string? instance = NewInstanceId();

        void Resource(ResourceBuilder resource)
        {
            if (options.ServiceName is { } name)
                _ = resource.AddService(name, serviceVersion: options.ServiceVersion, autoGenerateServiceInstanceId: false);
            if (instance is not null)
                _ = resource.AddAttributes([new(InstanceId, instance)]);
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
            _providers.Logging = LoggerFactory;
        }

        TracerProviderBuilder tracing = Sdk.CreateTracerProviderBuilder().ConfigureResource(Resource).AddThriftInstrumentation()
            .AddSource([.. options.Sources]);
        // Where no span goes anywhere, none is recorded but those of traces that others record: they pass through.
        if (options.Tracing.Count == 0 && EnvironmentVariable.Read("OTEL_TRACES_SAMPLER") is null)
            _ = tracing.SetSampler(new ParentBasedSampler(new AlwaysOffSampler()));
        options.Tracing.ForEach(configure => configure(tracing));
        _providers.Tracing = tracing.Build();

        MeterProviderBuilder metrics = Sdk.CreateMeterProviderBuilder().ConfigureResource(Resource).AddThriftInstrumentation()
            .AddMeter(RuntimeMeter, ExportCounter.SdkMeterName, ExportCounter.MeterName)
            .ConfigureServices(services => services.AddSingleton(_providers.StatsD));
        // The specification's default, which the SDK's is not. What is set here, the variable could not change.
        if (EnvironmentVariable.Read("OTEL_METRICS_EXEMPLAR_FILTER") is null)
            _ = metrics.SetExemplarFilter(ExemplarFilterType.TraceBased);
        if (options.Instrumentation.RecordPhases)
            _ = metrics.AddMeter(ThriftInstrumentation.PhasesMeterName);
        options.Metrics.ForEach(configure => configure(metrics));
        _providers.Metrics = metrics.Build();

        // Last, so that these and not the providers' own default options are in use.
        _ambient = AmbientInstrumentation.Use(options.Instrumentation, LoggerFactory);
    }

    // Replicas of a service must not write the same series; all signals of one have the same id.
    private static string? NewInstanceId() =>
        ResourceBuilder.CreateDefault().Build().Attributes.Any(a => a.Key == InstanceId) ? null : Guid.NewGuid().ToString();
}
