using System.Globalization;
using Thriftscope.OpenTelemetry;

namespace Thriftscope.Backends.Tests.Prometheus;

public class ScrapeTests
{
    private const string ClientCalls = """rpc_client_call_duration_seconds_count{rpc_system_name="apache_thrift"}""";
    private const string ServerCalls = """rpc_server_call_duration_seconds_count{rpc_system_name="apache_thrift"}""";

    [Fact]
    public async Task The_calls_of_each_method_and_outcome_are_counted_exactly()
    {
        int port = Ports.Unused();
        using ThriftTelemetry telemetry = ThriftTelemetry.Start(o => o.UsePrometheus(port));
        await using ObservedShop shop = await ObservedShop.OpenAsync();
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync([port]);
        await shop.BuyAsync(70);
        await shop.BuyInVainAsync(20);
        await shop.FailAsync(10);

        await prometheus.BecomesAsync($"sum({ServerCalls})", 100);
        await prometheus.BecomesAsync($"sum({ClientCalls})", 100);
        (await CountsAsync(prometheus, ClientCalls)).ShouldBe(
            new Dictionary<string, double> { ["Shop/buy OK "] = 70, ["Shop/buy SoldOut SoldOut"] = 20, ["Shop/fail INTERNAL_ERROR INTERNAL_ERROR"] = 10 },
            ignoreOrder: true);
        // What the IDL declares is an answer, as the server sees it.
        (await CountsAsync(prometheus, ServerCalls)).ShouldBe(
            new Dictionary<string, double> { ["Shop/buy OK "] = 70, ["Shop/buy SoldOut "] = 20, ["Shop/fail INTERNAL_ERROR INTERNAL_ERROR"] = 10 },
            ignoreOrder: true);
    }

    [Fact]
    public async Task Rate_and_error_ratio_are_those_of_the_calls_made_between_two_scrapes()
    {
        int port = Ports.Unused();
        using ThriftTelemetry telemetry = ThriftTelemetry.Start(o => o.UsePrometheus(port));
        await using ObservedShop shop = await ObservedShop.OpenAsync();
        // A counter has no sample before its first call: what is there from the first scrape on is counted exactly. Prometheus looks
        // back no further than to where a counter was 0, which is the same moment for both where they begin in proportion.
        await shop.BuyAsync(3);
        await shop.FailAsync(1);
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync([port]);
        await prometheus.ScrapedAsync();
        await shop.BuyAsync(300);
        await shop.FailAsync(100);

        // Prometheus extends what it saw between the first and the last sample by at most 1.6 scrape intervals.
        _ = await Eventually.BecomesAsync(
            () => prometheus.ValueAsync($"min(count_over_time({ServerCalls}[10m]))"), samples => samples >= 21, "20 intervals between scrapes");
        double calls = (await prometheus.ValueAsync($"sum(rate({ServerCalls}[10m])) * 600")).ShouldNotBeNull();
        calls.ShouldBeInRange(400, 400 * 1.08);
        double errors = (await prometheus.ValueAsync(
            """sum(rate(rpc_server_call_duration_seconds_count{error_type!=""}[10m])) / sum(rate(rpc_server_call_duration_seconds_count[10m]))""")).ShouldNotBeNull();
        errors.ShouldBe(0.25, 1e-9);
    }

    [Fact]
    public async Task A_call_is_active_while_it_runs_and_then_in_the_bucket_of_its_duration()
    {
        int port = Ports.Unused();
        using ThriftTelemetry telemetry = ThriftTelemetry.Start(o => o.UsePrometheus(port));
        await using ObservedShop shop = await ObservedShop.OpenAsync();
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync([port]);
        await prometheus.ScrapedAsync();

        Task call = shop.Client.CallAsync("stall");
        await prometheus.BecomesAsync("""thrift_server_active_requests{rpc_method="Shop/stall"}""", 1);
        shop.Release();
        await call;

        await prometheus.BecomesAsync("""thrift_server_active_requests{rpc_method="Shop/stall"}""", 0);
        await prometheus.BecomesAsync("""rpc_client_call_duration_seconds_count{rpc_method="Shop/stall"}""", 1);
        double duration = (await prometheus.ValueAsync("""rpc_client_call_duration_seconds_sum{rpc_method="Shop/stall"}""")).ShouldNotBeNull();
        IReadOnlyList<Sample> buckets = await prometheus.QueryAsync("""rpc_client_call_duration_seconds_bucket{rpc_method="Shop/stall"}""");
        double lower = buckets.Where(b => b.Value == 0).Max(UpperBound);
        double upper = buckets.Where(b => b.Value == 1).Min(UpperBound);
        duration.ShouldBeInRange(lower, upper);
        double p99 = (await prometheus.ValueAsync("""histogram_quantile(0.99, rpc_client_call_duration_seconds_bucket{rpc_method="Shop/stall"})""")).ShouldNotBeNull();
        p99.ShouldBeInRange(lower, upper);

        static double UpperBound(Sample bucket) =>
            bucket.Labels["le"] == "+Inf" ? double.PositiveInfinity : double.Parse(bucket.Labels["le"], CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task What_was_counted_while_Prometheus_was_away_is_there_when_it_is_back()
    {
        int port = Ports.Unused();
        using ThriftTelemetry telemetry = ThriftTelemetry.Start(o => o.UsePrometheus(port));
        await using ObservedShop shop = await ObservedShop.OpenAsync();
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync([port]);
        await shop.BuyAsync(5);
        await prometheus.BecomesAsync($"sum({ServerCalls})", 5);

        prometheus.Stall();
        await shop.BuyAsync(5);
        prometheus.Resume();
        await prometheus.BecomesAsync($"sum({ServerCalls})", 10);

        await prometheus.KillAsync();
        await shop.BuyAsync(5);
        await prometheus.StartAsync();
        await prometheus.BecomesAsync($"sum({ServerCalls})", 15);
        // What it had stored before the crash is still there.
        (await prometheus.ValueAsync($"min_over_time(sum({ServerCalls})[10m:200ms])")).ShouldBe(5);
    }

    private static async Task<Dictionary<string, double>> CountsAsync(PrometheusServer prometheus, string calls) =>
        (await prometheus.QueryAsync($"sum by (rpc_method, rpc_status_code, error_type) ({calls})")).ToDictionary(
            s => $"{s.Labels["rpc_method"]} {s.Labels["rpc_status_code"]} {s.Labels.GetValueOrDefault("error_type")}", s => s.Value);
}
