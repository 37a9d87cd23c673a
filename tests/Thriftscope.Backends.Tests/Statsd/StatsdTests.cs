using System.Diagnostics.Metrics;
using Thriftscope.StatsD;
using static Thriftscope.Backends.Tests.Statsd.OwnMeter;

namespace Thriftscope.Backends.Tests.Statsd;

public class StatsdTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Statsd_counts_what_was_counted_by_many_threads(bool tcp)
    {
        const int Threads = 8, Times = 2_000;
        await using StatsdDaemon statsd = await StatsdDaemon.StartAsync();
        using OwnMeter own = new();
        using (StatsDReporter reporter = own.Report(tcp ? statsd.Tcp : statsd.Udp))
        {
            Counter<long> calls = own.Meter.CreateCounter<long>("calls");
            Counter<double> seconds = own.Meter.CreateCounter<double>("seconds");
            Histogram<double> duration = own.Meter.CreateHistogram<double>("duration", "s");
            await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
            {
                for (int i = 0; i < Times; i++)
                {
                    calls.Add(1, Tag("method", "add"));
                    seconds.Add(0.25);
                    // As much as the buffer of statsd's UDP socket surely holds.
                    if (i % 20 == 0)
                        duration.Record(0.001 * (thread + 1));
                }
            }, TestContext.Current.CancellationToken)));
            reporter.Flush(Patience).ShouldBeTrue();
            reporter.Dropped.ShouldBe(0);
        }

        await statsd.CountsAsync("calls.add", Threads * Times);
        await statsd.CountsAsync("seconds", Threads * Times * 0.25);
        await statsd.TimesAsync("duration", Threads * Times / 20);
        statsd.Timers["duration"].Average().ShouldBe(4.5, tolerance: 1e-9);
        statsd.Timers["duration"].Max().ShouldBe(8);
        statsd.Timers["duration"].Min().ShouldBe(1);
        statsd.BadLines.ShouldBe(0);
    }

    [Theory]
    [InlineData(StatsDTagFormat.None)]
    [InlineData(StatsDTagFormat.DogStatsD)]
    public async Task Statsd_shows_gauges_as_they_are_also_below_zero_and_however_often_they_are_sent(StatsDTagFormat format)
    {
        await using StatsdDaemon statsd = await StatsdDaemon.StartAsync();
        using OwnMeter own = new();
        using StatsDReporter reporter = own.Report(statsd.Udp, o => o.TagFormat = format);
        Gauge<double> depth = own.Meter.CreateGauge<double>("depth");
        UpDownCounter<long> balance = own.Meter.CreateUpDownCounter<long>("balance");
        int open = 12;
        own.Meter.CreateObservableUpDownCounter("open", () => open);

        depth.Record(17.5);
        balance.Add(-7);
        await statsd.ShowsAsync("depth", 17.5);
        await statsd.ShowsAsync("balance", -7);
        await statsd.ShowsAsync("open", 12);

        depth.Record(-2.5);
        balance.Add(-3);
        open = -1;
        for (int i = 0; i < 5; i++)
            reporter.Flush(Patience).ShouldBeTrue();
        await statsd.ShowsAsync("depth", -2.5);
        await statsd.ShowsAsync("balance", -10);
        await statsd.ShowsAsync("open", -1);
        statsd.BadLines.ShouldBe(0);
    }

    [Fact]
    public async Task Statsd_counts_the_measurements_that_sampling_left_out()
    {
        await using StatsdDaemon statsd = await StatsdDaemon.StartAsync();
        using OwnMeter own = new();
        using (StatsDReporter reporter = own.Report(statsd.Tcp, o => o.SampleRate = 0.125))
        {
            Histogram<double> duration = own.Meter.CreateHistogram<double>("duration", "ms");
            for (int i = 0; i < 4_000; i++)
                duration.Record(3);
            own.Meter.CreateCounter<int>("end").Add(1);
        }

        await statsd.CountsAsync("end", 1);
        int sent = statsd.Timers["duration"].Count;
        // 500 are to be expected; 10 standard deviations either way.
        sent.ShouldBeInRange(290, 710);
        statsd.TimerCounts["duration"].ShouldBe(sent * 8);
        statsd.BadLines.ShouldBe(0);
    }

    [Theory]
    [InlineData(StatsDTagFormat.None, true, "shop.calls.Shop-order_v2.OK.prod")]
    [InlineData(StatsDTagFormat.Graphite, true, "shop.calls;env=prod;rpc.method=Shop-order.v2;rpc.status_code=OK")]
    // Statsd makes Graphite's form of Datadog's, and a hyphen of the slash.
    [InlineData(StatsDTagFormat.DogStatsD, true, "shop.calls;env=prod;rpc.method=Shop-order.v2;rpc.status_code=OK")]
    [InlineData(StatsDTagFormat.DogStatsD, false, "shop.calls;env=prod;rpc.method=Shop/order.v2;rpc.status_code=OK")]
    [InlineData(StatsDTagFormat.InfluxDB, false, "shop.calls,env=prod,rpc.method=Shop/order.v2,rpc.status_code=OK")]
    [InlineData(StatsDTagFormat.Librato, false, "shop.calls#env=prod,rpc.method=Shop/order.v2,rpc.status_code=OK")]
    [InlineData(StatsDTagFormat.SignalFx, false, "shop.calls[env=prod,rpc.method=Shop/order.v2,rpc.status_code=OK]")]
    public async Task Statsd_passes_on_the_tags_of_each_form(StatsDTagFormat format, bool cleansNames, string name)
    {
        await using StatsdDaemon statsd = await StatsdDaemon.StartAsync(cleansNames);
        using OwnMeter own = new();
        using StatsDReporter reporter = own.Report(statsd.Udp, o =>
        {
            o.Prefix = "shop.";
            o.TagFormat = format;
            o.Tags["env"] = "prod";
        });
        KeyValuePair<string, object?>[] tags = [Tag("rpc.method", "Shop/order.v2"), Tag("rpc.status_code", "OK")];

        own.Meter.CreateCounter<long>("calls").Add(3, tags);
        own.Meter.CreateGauge<long>("calls").Record(4, tags);
        own.Meter.CreateHistogram<double>("calls", "s").Record(0.005, tags);

        await statsd.CountsAsync(name, 3);
        await statsd.ShowsAsync(name, 4);
        await statsd.TimesAsync(name, 1);
        statsd.Timers[name].ShouldBe([5]);
        statsd.BadLines.ShouldBe(0);
    }

    [Fact]
    public async Task Names_come_through_statsd_as_they_were_sent_whatever_is_in_them()
    {
        await using StatsdDaemon statsd = await StatsdDaemon.StartAsync();
        using OwnMeter own = new();
        using StatsDReporter reporter = own.Report(statsd.Udp, o => o.NameTemplate = "{name}.{tag}");

        own.Meter.CreateCounter<int>("a:b|c@d#e,f;g=h i\nj/k\u00e9").Add(1, Tag("tag", "x.y:z|c\n/\u4e16 "));

        await statsd.CountsAsync("a_b_c_d_e_f_g_h_i_j-k_.x_y_z_c_-__", 1);
        statsd.BadLines.ShouldBe(0);
    }
}
