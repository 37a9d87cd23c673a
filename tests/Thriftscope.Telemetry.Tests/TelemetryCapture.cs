using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Thriftscope.Telemetry.Tests;

/// <summary>OpenTelemetry's SDK with in-memory exporters, as a program would set it up.</summary>
internal sealed class TelemetryCapture : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Exported<Activity> _spans = [];
    private readonly List<MetricSnapshot> _metrics = [];
    private readonly TracerProvider _tracing;
    private readonly MeterProvider _metering;

    public TelemetryCapture(Action<ThriftInstrumentationOptions>? configure = null, Sampler? sampler = null)
    {
        _tracing = Sdk.CreateTracerProviderBuilder()
            .SetSampler(sampler ?? new AlwaysOnSampler())
            .AddThriftInstrumentation(configure ?? (_ => { }))
            .AddInMemoryExporter(_spans)
            .Build();
        _metering = Sdk.CreateMeterProviderBuilder()
            .AddThriftInstrumentation(configure ?? (_ => { }))
            .AddInMemoryExporter(_metrics)
            .Build();
    }

    public IReadOnlyList<Activity> Spans => _spans.Snapshot();

    public Task<Activity> ClientSpanAsync(string name) => SpanAsync(ActivityKind.Client, name);

    // A server's span ends after its reply has been sent, so the client may see the reply first.
    public Task<Activity> ServerSpanAsync(string name) => SpanAsync(ActivityKind.Server, name);

    public MetricSnapshot Metric(string name)
    {
        _metrics.Clear();
        _ = _metering.ForceFlush();
        return _metrics.LastOrDefault(m => m.Name == name) ?? throw new InvalidOperationException($"There is no metric {name}; there are {string.Join(", ", _metrics.Select(m => m.Name))}");
    }

    public bool HasMetric(string name)
    {
        _metrics.Clear();
        _ = _metering.ForceFlush();
        return _metrics.Any(m => m.Name == name);
    }

    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        using CancellationTokenSource timeout = new(Patience);
        while (!condition())
        {
            if (timeout.IsCancellationRequested)
                throw new TimeoutException($"Waited in vain for {what}.");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    public void Dispose()
    {
        _tracing.Dispose();
        _metering.Dispose();
    }

    private async Task<Activity> SpanAsync(ActivityKind kind, string name)
    {
        bool Wanted(Activity span) => span.Kind == kind && span.DisplayName == name;
        await UntilAsync(() => Spans.Any(Wanted), $"the {kind} span {name}");
        return Spans.Single(Wanted);
    }
}

/// <summary>Looks into what was captured.</summary>
internal static class CaptureExtensions
{
    public static object? Tag(this Activity span, string name) => span.GetTagItem(name);

    public static Dictionary<string, object?> Tags(this MetricPoint point)
    {
        Dictionary<string, object?> tags = [];
        foreach (KeyValuePair<string, object?> tag in point.Tags)
            tags.Add(tag.Key, tag.Value);
        return tags;
    }

    public static Dictionary<string, object?>[] Tags(this MetricSnapshot metric) => [.. metric.MetricPoints.Select(p => p.Tags())];
}
