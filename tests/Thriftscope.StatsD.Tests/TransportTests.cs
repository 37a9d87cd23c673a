using System.Diagnostics.Metrics;
using System.Net;
using System.Runtime.CompilerServices;

namespace Thriftscope.StatsD.Tests;

public class TransportTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_daemon_that_is_not_found_after_the_end_is_no_unobserved_failure()
    {
        const string Problem = "not found after the end";
        List<Exception> unobserved = [];
        void Keep(object? sender, UnobservedTaskExceptionEventArgs failure)
        {
            if (failure.Exception.ToString().Contains(Problem, StringComparison.Ordinal))
                unobserved.Add(failure.Exception);
        }

        TaskScheduler.UnobservedTaskException += Keep;
        try
        {
            WeakReference reporter = ReportToNobody(Problem);
            await Eventually.HoldsAsync(
                () =>
                {
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                    return !reporter.IsAlive;
                },
                () => "the end of the reporter");
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Keep;
        }

        unobserved.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_unix_datagram_socket_gets_every_measurement_of_many_threads()
    {
        const int Threads = 8, Times = 20_000;
        using Receiver receiver = Receiver.Unix(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()));
        using Reported reported = new(o =>
        {
            o.Endpoint = receiver.Endpoint;
            o.FlushInterval = TimeSpan.FromMilliseconds(1);
            o.QueueCapacity = 1 << 18;
        });
        Counter<long> calls = reported.Meter.CreateCounter<long>("calls");
        Counter<double> seconds = reported.Meter.CreateCounter<double>("seconds");
        Histogram<int> size = reported.Meter.CreateHistogram<int>("size");

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < Times; i++)
            {
                calls.Add(1);
                seconds.Add(0.5);
                size.Record(2);
            }
        })));
        await reported.Reporter.DisposeAsync();

        await Eventually.HoldsAsync(() => Sum(receiver.Lines, "size:", "|ms") == Threads * Times * 2, () => "all sizes");
        Sum(receiver.Lines, "calls:", "|c").ShouldBe(Threads * Times);
        Sum(receiver.Lines, "seconds:", "|c").ShouldBe(Threads * Times * 0.5);
        reported.Reporter.Dropped.ShouldBe(0);
    }

    [Fact]
    public async Task A_unix_socket_that_is_not_there_yet_costs_no_count()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using Reported reported = new(o =>
        {
            o.Endpoint = $"unix://{path}";
            // Of more than one packet: the one that waits has room for few.
            o.MaxPacketSize = 64;
        });
        Counter<double>[] counters = [.. Enumerable.Range(0, 50).Select(i => reported.Meter.CreateCounter<double>($"calls.{i}"))];
        Array.ForEach(counters, c => c.Add(1));
        reported.Reporter.Flush(TimeSpan.FromMilliseconds(1)).ShouldBeFalse();
        Array.ForEach(counters, c => c.Add(2.5));

        using Receiver receiver = Receiver.Unix(path);
        reported.Reporter.Flush(Patience).ShouldBeTrue();

        await Eventually.HoldsAsync(
            () => Enumerable.Range(0, counters.Length).All(i => Sum(receiver.Lines, $"calls.{i}:", "|c") == 3.5), () => "the counts");
    }

    [Fact]
    public async Task Over_tcp_every_line_ends_with_a_line_feed()
    {
        using StreamReceiver receiver = new();
        using Reported reported = new(o => o.Endpoint = receiver.Endpoint);
        reported.Meter.CreateCounter<int>("calls").Add(1);
        reported.Meter.CreateGauge<int>("depth").Record(-1);
        reported.Reporter.Flush(Patience).ShouldBeTrue();

        (await receiver.LinesAsync(3)).ShouldBe(["calls:1|c", "depth:0|g", "depth:-1|g"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_tcp_daemon_that_comes_back_gets_what_was_counted_while_it_was_away()
    {
        Counter<int> calls;
        int port;
        Reported reported;
        using (StreamReceiver first = new())
        {
            port = first.Port;
            reported = new Reported(o => o.Endpoint = first.Endpoint);
            calls = reported.Meter.CreateCounter<int>("calls");
            calls.Add(1);
            reported.Reporter.Flush(Patience).ShouldBeTrue();
            await first.LinesAsync(1);
        }

        using (reported)
        {
            calls.Add(2);
            reported.Reporter.Flush(TimeSpan.Zero).ShouldBeFalse();
            calls.Add(3);
            using StreamReceiver second = new(port);
            reported.Reporter.Flush(Patience).ShouldBeTrue();

            await Eventually.HoldsAsync(() => Sum(second.Lines, "calls:", "|c") == 5, () => "the counts");
            reported.Reporter.Dropped.ShouldBe(0);
        }
    }

    [Fact]
    public async Task A_line_that_was_cut_when_the_connection_broke_is_sent_again_as_a_whole()
    {
        Reported reported;
        Histogram<int> size;
        int port;
        using (StreamReceiver stalled = new(reads: false))
        {
            port = stalled.Port;
            reported = new Reported(o => o.Endpoint = stalled.Endpoint);
            size = reported.Meter.CreateHistogram<int>("size");
            do
            {
                for (int i = 0; i < 10_000; i++)
                    size.Record(123_456);
            }
            while (reported.Reporter.Flush(TimeSpan.FromSeconds(1)));
        }

        using (reported)
        {
            using StreamReceiver second = new(port);
            reported.Meter.CreateCounter<int>("end").Add(1);
            reported.Reporter.Flush(Patience).ShouldBeTrue();

            await Eventually.HoldsAsync(() => second.Lines.Contains("end:1|c"), () => "the end");
            second.Lines.Where(l => l != "end:1|c").ShouldAllBe(l => l == "size:123456|ms");
            second.Lines.Count.ShouldBeGreaterThan(2);
        }
    }

    [Fact]
    public async Task A_daemon_that_moves_to_another_address_is_found()
    {
        using Receiver first = Receiver.Udp();
        using Receiver second = Receiver.Udp("127.0.0.2", first.Port);
        using Meter meter = new("Moving");
        IPAddress address = IPAddress.Loopback;
        StatsDOptions options = new() { Endpoint = $"statsd.test:{first.Port}", FlushInterval = TimeSpan.FromMilliseconds(1) };
        options.Meters.Clear();
        options.Meters.Add(meter.Name);
        using StatsDReporter reporter = StatsDReporter.Start(options, (_, _) => Task.FromResult<IPAddress[]>([address]), TimeSpan.FromMilliseconds(1));
        meter.CreateGauge<int>("level").Record(1);
        await first.LinesAsync(1);

        address = IPAddress.Parse("127.0.0.2");

        await second.LinesAsync(1);
    }

    [Fact]
    public async Task A_name_that_is_not_known_yet_costs_no_count()
    {
        using Receiver receiver = Receiver.Udp();
        using Meter meter = new("Unknown");
        IPAddress[] addresses = [];
        StatsDOptions options = new() { Endpoint = $"statsd.test:{receiver.Port}", FlushInterval = TimeSpan.FromMilliseconds(1) };
        options.Meters.Clear();
        options.Meters.Add(meter.Name);
        using StatsDReporter reporter = StatsDReporter.Start(options, (_, _) => Task.FromResult(addresses), TimeSpan.FromHours(1));
        meter.CreateCounter<int>("calls").Add(7);
        reporter.Flush(TimeSpan.FromMilliseconds(1)).ShouldBeFalse();

        addresses = [IPAddress.Loopback];

        (await receiver.LinesAsync(1)).ShouldBe(["calls:7|c"]);
    }

    [Fact]
    public async Task Where_one_address_of_a_name_is_the_wrong_one_the_next_is_tried()
    {
        using Receiver receiver = Receiver.Udp("127.0.0.3");
        using Meter meter = new("Several");
        StatsDOptions options = new() { Endpoint = $"statsd.test:{receiver.Port}", FlushInterval = TimeSpan.FromMilliseconds(1) };
        options.Meters.Clear();
        options.Meters.Add(meter.Name);
        IPAddress[] addresses = [IPAddress.Parse("127.0.0.2"), IPAddress.Parse("127.0.0.3")];
        using StatsDReporter reporter = StatsDReporter.Start(options, (_, _) => Task.FromResult(addresses), TimeSpan.FromHours(1));

        meter.CreateGauge<int>("level").Record(1);

        (await receiver.LinesAsync(1))[0].ShouldBe("level:1|g");
    }

    // On a stack of its own, so that nothing of it stays.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference ReportToNobody(string problem)
    {
        TaskCompletionSource<IPAddress[]> search = new();
        using ManualResetEventSlim isAsked = new();
        StatsDReporter reporter = StatsDReporter.Start(
            new StatsDOptions { Endpoint = "nobody:8125", ShutdownTimeout = TimeSpan.Zero },
            (_, _) =>
            {
                isAsked.Set();
                return search.Task;
            },
            TimeSpan.FromMinutes(1));
        _ = reporter.Flush(TimeSpan.FromMilliseconds(1));
        isAsked.Wait(Patience).ShouldBeTrue();
        reporter.Dispose();
        search.SetException(new InvalidOperationException(problem));
        return new WeakReference(reporter);
    }

    private static double Sum(IReadOnlyList<string> lines, string head, string tail) => lines
        .Where(l => l.StartsWith(head, StringComparison.Ordinal) && l.EndsWith(tail, StringComparison.Ordinal))
        .Sum(l => double.Parse(l[head.Length..^tail.Length], System.Globalization.CultureInfo.InvariantCulture));
}
