using System.Globalization;
using Thriftscope.Backends.Tests.Prometheus;

namespace Thriftscope.Backends.Tests.Together;

/// <summary>The demo's scrape endpoint, read directly: it tells how far the demo is while back ends are away.</summary>
internal sealed class DemoMetrics(int port)
{
    /// <summary>Waits until the customers have made a number of calls, and answers how many they have made then.</summary>
    public Task<double> CallsAsync(int count) => Eventually.BecomesAsync(
        () => SumAsync("rpc_client_call_duration_seconds_count", line => line.Contains("rpc_method=\"Gateway/", StringComparison.Ordinal)),
        calls => calls >= count,
        $"{count} calls");

    /// <summary>Waits until no call is under way.</summary>
    public Task IdleAsync() => Eventually.BecomesAsync(
        async () => await SumAsync("thrift_client_active_requests", _ => true) + await SumAsync("thrift_server_active_requests", _ => true),
        active => active == 0,
        "the end of all calls");

    public async Task<Losses> LossesAsync()
    {
        static bool Failed(string line) => line.Contains("error_type=", StringComparison.Ordinal);
        double spans = await SumAsync("otel_sdk_processor_span_processed_total", Failed) + await SumAsync("otel_sdk_exporter_span_exported_total", Failed);
        return new Losses((long)spans, (long)await SumAsync("thriftscope_statsd_dropped_total", _ => true));
    }

    private async Task<double> SumAsync(string metric, Func<string, bool> wanted)
    {
        (_, string text) = await ScrapeEndpoint.GetAsync(port, accept: null);
        // name{labels} value [timestamp]
        return text.Split('\n')
            .Where(line => line.StartsWith(metric + "{", StringComparison.Ordinal) && wanted(line))
            .Sum(line => double.Parse(line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture));
    }
}

/// <summary>What the demo says that it has dropped.</summary>
/// <param name="Spans">Spans that found the queue full, or whose export failed.</param>
/// <param name="Measurements">Measurements that did not go to StatsD.</param>
internal sealed record Losses(long Spans, long Measurements);
