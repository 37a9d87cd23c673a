using System.Net;
using Thriftscope.OpenTelemetry;

namespace Thriftscope.Backends.Tests.Prometheus;

public class ExpositionTests
{
    [Fact]
    public async Task Names_types_and_units_follow_OpenMetrics_when_the_scraper_asks_for_it()
    {
        using ThriftTelemetry telemetry = Start(out int port);
        await using ObservedShop shop = await ObservedShop.OpenAsync();
        await shop.BuyAsync(1);
        await shop.CallUnknownAsync(["sell"]);

        (string contentType, string text) = await ScrapeEndpoint.GetAsync(port, "application/openmetrics-text;version=1.0.0");

        contentType.ShouldStartWith("application/openmetrics-text; version=1.0.0; charset=utf-8");
        text.ShouldEndWith("# EOF\n");
        string[] lines = text.Split('\n');
        foreach (string side in (string[])["client", "server"])
        {
            lines.ShouldContain($"# TYPE rpc_{side}_call_duration_seconds histogram");
            lines.ShouldContain($"# UNIT rpc_{side}_call_duration_seconds seconds");
            lines.ShouldContain($"# TYPE thrift_{side}_request_size_bytes histogram");
            lines.ShouldContain($"# UNIT thrift_{side}_request_size_bytes bytes");
            lines.ShouldContain($"# TYPE thrift_{side}_response_size_bytes histogram");
            lines.ShouldContain($"# TYPE thrift_{side}_active_requests gauge");
            lines.ShouldContain($"# TYPE thrift_{side}_connections gauge");
        }

        lines.ShouldContain("# TYPE thrift_server_connection_duration_seconds histogram");
        // OpenMetrics names the family without _total, and its samples with it.
        lines.ShouldContain("# TYPE thrift_server_rejected_messages counter");
        lines.ShouldContain(l => l.StartsWith("thrift_server_rejected_messages_total{", StringComparison.Ordinal) && l.Contains("thrift_reason=\"unknown_method\"} 1"));
        lines.ShouldContain(l => l.StartsWith("rpc_server_call_duration_seconds_bucket{otel_scope_name=\"Thriftscope\",", StringComparison.Ordinal) && l.Contains("le=\"0.0001\""));
        lines.ShouldContain(l => l.StartsWith("target_info{", StringComparison.Ordinal) && l.Contains("service_name=\"shop\""));
    }

    [Fact]
    public async Task A_scraper_that_asks_for_nothing_gets_the_older_text_format()
    {
        using ThriftTelemetry telemetry = Start(out int port);
        await using ObservedShop shop = await ObservedShop.OpenAsync();
        await shop.CallUnknownAsync(["sell"]);

        (string contentType, string text) = await ScrapeEndpoint.GetAsync(port, accept: null);

        contentType.ShouldStartWith("text/plain; version=0.0.4; charset=utf-8");
        text.Split('\n').ShouldContain("# TYPE thrift_server_rejected_messages_total counter");
        text.ShouldNotContain("# UNIT");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_port_can_come_from_the_environment(bool chosenByTheProgram)
    {
        int port = Ports.Unused();
        using Variables variables = new(
            ("OTEL_EXPORTER_PROMETHEUS_PORT", $"{port}"), ("OTEL_METRICS_EXPORTER", "prometheus"), ("OTEL_TRACES_EXPORTER", "none"), ("OTEL_LOGS_EXPORTER", "none"));
        using ThriftTelemetry telemetry = chosenByTheProgram ? ThriftTelemetry.Start(o => o.UsePrometheus()) : ThriftTelemetry.Start();
        await using ObservedShop shop = await ObservedShop.OpenAsync();
        await shop.BuyAsync(1);

        (await ScrapeEndpoint.OpenMetricsAsync(port)).ShouldContain("rpc_server_call_duration_seconds_count");
    }

    [Fact]
    public async Task Names_have_underscores_even_for_a_scraper_that_takes_any_character()
    {
        using ThriftTelemetry telemetry = Start(out int port);
        await using ObservedShop shop = await ObservedShop.OpenAsync();
        await shop.BuyAsync(1);

        // As Prometheus 3 asks.
        (_, string text) = await ScrapeEndpoint.GetAsync(
            port, "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3");

        text.ShouldContain("rpc_client_call_duration_seconds_bucket{");
        text.ShouldNotContain("rpc.client");
    }

    [Fact]
    public async Task Other_addresses_are_not_found()
    {
        using ThriftTelemetry telemetry = Start(out int port);
        using HttpClient http = new();

        using HttpResponseMessage response = await http.GetAsync(new Uri($"http://localhost:{port}/"), TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static ThriftTelemetry Start(out int port)
    {
        int free = port = Ports.Unused();
        return ThriftTelemetry.Start(o =>
        {
            o.ServiceName = "shop";
            o.UsePrometheus(free);
        });
    }
}
