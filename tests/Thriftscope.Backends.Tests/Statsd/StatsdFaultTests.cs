using System.Diagnostics.Metrics;
using Thriftscope.StatsD;

namespace Thriftscope.Backends.Tests.Statsd;

/// <summary>What is left of the measurements when statsd fails, and that nothing else suffers.</summary>
public class StatsdFaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Over_tcp_a_killed_statsd_costs_no_count_that_had_not_been_sent()
    {
        await using StatsdDaemon statsd = await StatsdDaemon.StartAsync();
        using OwnMeter own = new();
        using StatsDReporter reporter = own.Report(statsd.Tcp);
        Counter<long> calls = own.Meter.CreateCounter<long>("calls");
        calls.Add(10);
        await statsd.CountsAsync("calls", 10);

        await statsd.KillAsync();
        calls.Add(5);
        reporter.Flush(TimeSpan.FromMilliseconds(50)).ShouldBeFalse();
        calls.Add(7);
        await statsd.RestartAsync();

        await statsd.CountsAsync("calls", 22);
        reporter.Dropped.ShouldBe(0);
        statsd.BadLines.ShouldBe(0);
    }

    [Fact]
    public async Task Over_udp_a_restarted_statsd_goes_on_to_count_and_what_is_known_to_be_lost_is_counted()
    {
        await using StatsdDaemon statsd = await StatsdDaemon.StartAsync();
        using OwnMeter own = new();
        using StatsDReporter reporter = own.Report(statsd.Udp);
        Counter<long> calls = own.Meter.CreateCounter<long>("calls");
        calls.Add(10);
        await statsd.CountsAsync("calls", 10);

        await statsd.KillAsync();
        await Eventually.HoldsAsync(
            () =>
            {
                calls.Add(1);
                return reporter.DroppedFor(StatsDDropReason.SendFailed) > 0;
            },
            "a packet that nobody took");
        await statsd.RestartAsync();
        own.Meter.CreateCounter<long>("after").Add(3);

        await statsd.CountsAsync("after", 3);
        statsd.BadLines.ShouldBe(0);
    }

    [Fact]
    public async Task A_stalled_statsd_gets_every_count_when_it_goes_on_and_histograms_beyond_the_queue_are_dropped_and_counted()
    {
        await using StatsdDaemon statsd = await StatsdDaemon.StartAsync();
        using OwnMeter own = new();
        using StatsDReporter reporter = own.Report(statsd.Tcp, o => o.QueueCapacity = 1024);
        Counter<long> calls = own.Meter.CreateCounter<long>("calls");
        Histogram<double> duration = own.Meter.CreateHistogram<double>("duration", "ms");
        duration.Record(1);
        await statsd.TimesAsync("duration", 1);

        statsd.Stall();
        long recorded = 1;
        while (reporter.DroppedFor(StatsDDropReason.QueueFull) == 0)
        {
            for (int i = 0; i < 1000; i++)
            {
                calls.Add(1);
                duration.Record(2);
            }

            recorded += 1000;
        }

        statsd.Resume();
        reporter.Flush(Patience).ShouldBeTrue();

        await statsd.CountsAsync("calls", recorded - 1);
        await statsd.TimesAsync("duration", (int)(recorded - reporter.DroppedFor(StatsDDropReason.QueueFull)));
        reporter.Dropped.ShouldBe(reporter.DroppedFor(StatsDDropReason.QueueFull));
        statsd.BadLines.ShouldBe(0);
    }

    [Fact]
    public async Task Statsd_is_found_by_its_name()
    {
        await using StatsdDaemon statsd = await StatsdDaemon.StartAsync();
        using OwnMeter own = new();
        using StatsDReporter udp = own.Report($"localhost:{statsd.Port}", o => o.Prefix = "udp.");
        using StatsDReporter tcp = own.Report($"tcp://localhost:{statsd.Port}", o => o.Prefix = "tcp.");

        own.Meter.CreateCounter<int>("calls").Add(4);

        await statsd.CountsAsync("udp.calls", 4);
        await statsd.CountsAsync("tcp.calls", 4);
    }
}
