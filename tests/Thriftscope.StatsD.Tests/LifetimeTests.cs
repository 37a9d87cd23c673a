using System.Diagnostics.Metrics;
using Thriftscope.StatsD.Sending;

namespace Thriftscope.StatsD.Tests;

public class LifetimeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Disposing_sends_what_is_waiting(bool async)
    {
        using Reported reported = new();
        reported.Meter.CreateCounter<int>("calls").Add(1);
        reported.Meter.CreateHistogram<int>("size").Record(2);
        reported.Meter.CreateObservableGauge("open", () => 3);

        if (async)
            await reported.Reporter.DisposeAsync();
        else
            reported.Reporter.Dispose();

        (await reported.Receiver.LinesAsync(3)).ShouldBe(["calls:1|c", "size:2|ms", "open:3|g"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_callback_that_hangs_at_the_end_holds_back_nothing_else()
    {
        using ManualResetEventSlim released = new();
        using Reported reported = new(o => (o.FlushInterval, o.ShutdownTimeout) = (TimeSpan.FromHours(1), TimeSpan.FromMilliseconds(10)));
        reported.Meter.CreateCounter<int>("calls").Add(1);
        reported.Meter.CreateHistogram<int>("size").Record(2);
        reported.Meter.CreateObservableGauge("open", () =>
        {
            released.Wait();
            return 3;
        });

        reported.Reporter.Dispose();

        (await reported.Receiver.LinesAsync(2)).ShouldBe(["size:2|ms", "calls:1|c"], ignoreOrder: true);
        released.Set();
    }

    [Fact]
    public async Task Sums_are_sent_by_themselves_in_each_interval()
    {
        using Reported reported = new(o => o.FlushInterval = TimeSpan.FromMilliseconds(1));
        reported.Meter.CreateCounter<int>("calls").Add(1);

        (await reported.Receiver.LinesAsync(1)).ShouldBe(["calls:1|c"]);
    }

    [Fact]
    public async Task Histograms_do_not_wait_for_the_interval_when_their_queue_fills()
    {
        using Reported reported = new(o => o.QueueCapacity = 1024);
        Histogram<int> size = reported.Meter.CreateHistogram<int>("size");
        for (int i = 0; i < 600; i++)
            size.Record(1);

        await reported.Receiver.LinesAsync(100);
    }

    [Fact]
    public void Disposing_twice_or_flushing_after_it_does_nothing()
    {
        using Reported reported = new();
        reported.Reporter.Dispose();

        reported.Reporter.Dispose();
        reported.Reporter.Flush().ShouldBeFalse();
        reported.Meter.CreateCounter<int>("calls").Add(1);
    }

    [Fact]
    public async Task A_stalled_daemon_holds_up_neither_recording_nor_disposing_and_what_is_lost_is_counted()
    {
        using StreamReceiver receiver = new(reads: false);
        using Reported reported = new(o =>
        {
            o.Endpoint = receiver.Endpoint;
            o.QueueCapacity = 1024;
            o.ShutdownTimeout = TimeSpan.FromMilliseconds(200);
        });
        Histogram<double> duration = reported.Meter.CreateHistogram<double>("duration", "ms");
        Counter<int> calls = reported.Meter.CreateCounter<int>("calls");
        // Until neither the connection nor the queue takes any more.
        reported.Reporter.Flush(Patience).ShouldBeTrue();
        do
        {
            for (int i = 0; i < 2000; i++)
                duration.Record(i);
        }
        while (reported.Reporter.Flush(TimeSpan.FromSeconds(1)));
        for (int i = 0; i < 2000; i++)
            duration.Record(i);
        reported.Reporter.DroppedFor(StatsDDropReason.QueueFull).ShouldBeGreaterThan(0);
        calls.Add(1);
        await Task.Run(reported.Reporter.Dispose, TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);

        // The packet that was held, the queue, and the counter.
        reported.Reporter.DroppedFor(StatsDDropReason.Shutdown).ShouldBeGreaterThan(1024);
        calls.Enabled.ShouldBeFalse();
    }

    [Fact]
    public async Task Measurements_that_come_while_the_reporter_ends_do_no_harm()
    {
        for (int round = 0; round < 20; round++)
        {
            using Reported reported = new(o => o.QueueCapacity = 64);
            Counter<int> calls = reported.Meter.CreateCounter<int>("calls");
            Histogram<int> size = reported.Meter.CreateHistogram<int>("size");
            int recorded = 0;
            using CancellationTokenSource end = new();
            Task[] threads = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                while (!end.IsCancellationRequested)
                {
                    calls.Add(1, Reported.Tag("round", Interlocked.Increment(ref recorded) % 100));
                    size.Record(1);
                }
            }))];
            await Eventually.HoldsAsync(() => Volatile.Read(ref recorded) > 100, () => "measurements");

            reported.Reporter.Dispose();
            await end.CancelAsync();

            await Task.WhenAll(threads);
            calls.Enabled.ShouldBeFalse();
        }
    }

    [Fact]
    public void A_flush_that_comes_too_late_for_the_sender_does_not_wait()
    {
        FlushRequest request = new(Deadline.After(TimeSpan.FromDays(1)));

        request.Wait(senderEnds: Task.CompletedTask).ShouldBeFalse();
    }

    [Fact]
    public async Task A_callback_of_the_program_may_flush_and_dispose_the_reporter()
    {
        using Reported reported = new();
        StatsDReporter reporter = reported.Reporter;
        bool? isFlushed = null;
        reported.Meter.CreateObservableGauge("open", () =>
        {
            isFlushed ??= reporter.Flush();
            reporter.Dispose();
            return 1;
        });

        _ = reporter.Flush(Patience);

        await Eventually.HoldsAsync(() => isFlushed is not null, () => "the callback");
        isFlushed.ShouldBe(false);
    }
}
