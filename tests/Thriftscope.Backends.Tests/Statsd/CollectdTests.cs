using System.Diagnostics.Metrics;
using Thriftscope.StatsD;

namespace Thriftscope.Backends.Tests.Statsd;

/// <summary>Another daemon, by other people: it reads the same from what is sent.</summary>
public class CollectdTests
{
    [Fact]
    public async Task Collectd_reports_the_same_counters_gauges_and_times()
    {
        await using CollectdDaemon collectd = await CollectdDaemon.StartAsync();
        using OwnMeter own = new();
        using StatsDReporter reporter = own.Report($"127.0.0.1:{collectd.Port}", o => o.NameTemplate = "{name}.{method}");
        Counter<long> calls = own.Meter.CreateCounter<long>("calls");
        UpDownCounter<long> balance = own.Meter.CreateUpDownCounter<long>("balance");
        Histogram<double> duration = own.Meter.CreateHistogram<double>("duration", "s");

        for (int i = 1; i <= 100; i++)
        {
            calls.Add(2, OwnMeter.Tag("method", "Shop/order"));
            balance.Add(-1);
            duration.Record(0.001 * i);
        }

        own.Meter.CreateGauge<double>("depth").Record(-2.5);

        await LastAsync(collectd, "derive-calls.Shop-order", 200);
        await LastAsync(collectd, "gauge-balance", -100);
        await LastAsync(collectd, "gauge-depth", -2.5);
        await Eventually.BecomesAsync(() => Task.FromResult(collectd.Values("gauge-duration-count").Sum()), c => c == 100, "100 times");
        collectd.Values("latency-duration-sum").Sum().ShouldBe(5.05, tolerance: 0.001);
        collectd.Values("latency-duration-upper").Max().ShouldBe(0.1, tolerance: 0.001);
        collectd.Values("latency-duration-lower").Where(v => v > 0).Min().ShouldBe(0.001, tolerance: 0.0001);
        collectd.Output.ShouldNotContain("Unable to parse");
    }

    private static Task<double> LastAsync(CollectdDaemon collectd, string series, double value) => Eventually.BecomesAsync(
        () => Task.FromResult(collectd.Values(series).LastOrDefault(double.NaN)), v => v == value, $"{series} to be {value}");
}
