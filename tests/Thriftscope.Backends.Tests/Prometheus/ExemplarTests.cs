using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Thriftscope.OpenTelemetry;

namespace Thriftscope.Backends.Tests.Prometheus;

public class ExemplarTests
{
    [Fact]
    public async Task Prometheus_keeps_the_trace_of_a_real_call_with_the_histograms_of_both_sides()
    {
        int port = Ports.Unused();
        using SpanLog spans = new();
        using ThriftTelemetry telemetry = ThriftTelemetry.Start(o => o
            .UsePrometheus(port)
            .ConfigureTracing(t => t.AddProcessor(spans)));
        await using ObservedShop shop = await ObservedShop.OpenAsync();
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync([port]);
        await shop.FailAsync(1);

        foreach ((string side, ActivityKind kind) in ((string, ActivityKind)[])[("client", ActivityKind.Client), ("server", ActivityKind.Server)])
        {
            IReadOnlyList<Exemplar> exemplars = await Eventually.BecomesAsync(
                () => prometheus.ExemplarsAsync($"rpc_{side}_call_duration_seconds_bucket"), found => found.Count > 0, "an exemplar");
            Exemplar exemplar = exemplars.ShouldHaveSingleItem();
            Activity span = spans.Ended.Single(s => s.Kind == kind);
            exemplar.Labels["trace_id"].ShouldBe(span.TraceId.ToHexString());
            exemplar.Labels["span_id"].ShouldBe(span.SpanId.ToHexString());
            exemplar.Value.ShouldBe(span.Duration.TotalSeconds, 1e-6);
            exemplar.SeriesLabels["rpc_method"].ShouldBe("Shop/fail");
        }
    }

    [Theory]
    [InlineData("trace_based", 1)]
    [InlineData("always_off", 0)]
    public async Task The_environment_can_switch_them_off(string filter, int expected)
    {
        int port = Ports.Unused();
        using Variables variables = new(("OTEL_METRICS_EXEMPLAR_FILTER", filter));
        using SpanLog spans = new();
        using ThriftTelemetry telemetry = ThriftTelemetry.Start(o => o.UsePrometheus(port).ConfigureTracing(t => t.AddProcessor(spans)));
        await using ObservedShop shop = await ObservedShop.OpenAsync();
        await shop.FailAsync(1);

        string text = await ScrapeEndpoint.OpenMetricsAsync(port);

        text.Split('\n').Count(l => l.StartsWith("rpc_client_call_duration_seconds_bucket", StringComparison.Ordinal) && l.Contains("# {trace_id="))
            .ShouldBe(expected);
    }

    private sealed class SpanLog : BaseProcessor<Activity>
    {
        private readonly ConcurrentQueue<Activity> _ended = new();

        public IReadOnlyCollection<Activity> Ended => _ended;

        public override void OnEnd(Activity data) => _ended.Enqueue(data);
    }
}
