using System.Diagnostics.Metrics;
using static Thriftscope.StatsD.Tests.Reported;

namespace Thriftscope.StatsD.Tests;

public class InstrumentTests
{
    [Fact]
    public async Task A_counter_sends_what_was_added_since_the_last_flush()
    {
        using Reported reported = new();
        Counter<long> calls = reported.Meter.CreateCounter<long>("calls");

        calls.Add(2);
        calls.Add(3);
        (await reported.LinesAsync(1)).ShouldBe(["calls:5|c"]);
        calls.Add(4);
        (await reported.LinesAsync(2)).ShouldBe(["calls:5|c", "calls:4|c"]);

        // Nothing new, nothing sent: the gauge shows that the flush came.
        reported.Meter.CreateGauge<int>("end").Record(1);
        (await reported.LinesAsync(3))[2].ShouldBe("end:1|g");
    }

    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(123456789.25, "123456789.25")]
    [InlineData(0.0000125, "0.0000125")]
    [InlineData(1e18, "1000000000000000000")]
    [InlineData(2.5e-20, "0.00000000000000000003")]
    [InlineData(1e-30, "0")]
    public async Task Numbers_have_no_exponent(double value, string text)
    {
        using Reported reported = new();
        reported.Meter.CreateGauge<double>("level").Record(value);
        (await reported.LinesAsync(1)).ShouldBe([$"level:{text}|g"]);
    }

    [Fact]
    public async Task Every_type_of_number_is_recorded()
    {
        using Reported reported = new();
        reported.Meter.CreateCounter<byte>("byte").Add(1);
        reported.Meter.CreateCounter<short>("short").Add(2);
        reported.Meter.CreateCounter<int>("int").Add(3);
        reported.Meter.CreateCounter<long>("long").Add(long.MaxValue);
        reported.Meter.CreateCounter<float>("float").Add(4.5f);
        reported.Meter.CreateCounter<double>("double").Add(5.25);
        reported.Meter.CreateCounter<decimal>("decimal").Add(6.125m);

        (await reported.LinesAsync(7)).ShouldBe(
            ["byte:1|c", "short:2|c", "int:3|c", "long:9223372036854775807|c", "float:4.5|c", "double:5.25|c", "decimal:6.125|c"], ignoreOrder: true);
    }

    [Fact]
    public async Task An_up_down_counter_is_a_gauge_of_its_sum_at_every_flush()
    {
        using Reported reported = new();
        UpDownCounter<int> active = reported.Meter.CreateUpDownCounter<int>("active");

        active.Add(3);
        active.Add(-1);
        await reported.LinesAsync(1);
        (await reported.LinesAsync(2)).ShouldBe(["active:2|g", "active:2|g"]);
    }

    [Theory]
    [InlineData(StatsDTagFormat.None)]
    [InlineData(StatsDTagFormat.DogStatsD)]
    public async Task A_gauge_below_zero_is_set_to_zero_first_in_the_same_packet(StatsDTagFormat format)
    {
        using Reported reported = new(o => o.TagFormat = format);
        reported.Meter.CreateGauge<double>("depth").Record(-2.5);

        (await reported.LinesAsync(2)).ShouldBe(["depth:0|g", "depth:-2.5|g"]);
        reported.Receiver.Packets.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_observable_counter_sends_differences_and_begins_anew_after_a_fall()
    {
        using Reported reported = new();
        long counted = 5;
        reported.Meter.CreateObservableCounter("collections", () => counted);

        await reported.LinesAsync(1);
        counted = 8;
        await reported.LinesAsync(2);
        counted = 2;
        (await reported.LinesAsync(3)).ShouldBe(["collections:5|c", "collections:3|c", "collections:2|c"]);
    }

    [Fact]
    public async Task An_observable_counter_goes_on_when_the_order_of_its_tags_changes()
    {
        using Reported reported = new();
        long counted = 0;
        bool isTurned = false;
        reported.Meter.CreateObservableCounter("collections", () =>
        {
            isTurned = !isTurned;
            counted += 10;
            return isTurned ? new Measurement<long>(counted, Tag("b", 2), Tag("a", 1)) : new Measurement<long>(counted, Tag("a", 1), Tag("b", 2));
        });

        await reported.LinesAsync(1);
        await reported.LinesAsync(2);
        (await reported.LinesAsync(3)).ShouldBe(["collections.1.2:10|c", "collections.1.2:10|c", "collections.1.2:10|c"]);
    }

    [Fact]
    public async Task Observable_gauges_and_up_down_counters_say_how_things_are_and_nothing_when_they_are_silent()
    {
        using Reported reported = new();
        List<Measurement<int>> measured = [new(7, Tag("queue", "a"))];
        reported.Meter.CreateObservableGauge("length", () => measured);
        reported.Meter.CreateObservableUpDownCounter("open", () => 4);

        (await reported.LinesAsync(2)).ShouldBe(["length.a:7|g", "open:4|g"], ignoreOrder: true);
        measured.Clear();
        (await reported.LinesAsync(3))[2].ShouldBe("open:4|g");
    }

    [Theory]
    [InlineData("s", 0.0023, "2.3|ms")]
    [InlineData("ms", 2.5, "2.5|ms")]
    [InlineData("us", 1500, "1.5|ms")]
    [InlineData("ns", 1500, "0.0015|ms")]
    [InlineData("min", 2, "120000|ms")]
    [InlineData("By", 512, "512|ms")]
    [InlineData(null, 3, "3|ms")]
    public async Task A_histogram_sends_each_measurement_as_a_timer_in_milliseconds(string? unit, double value, string sent)
    {
        using Reported reported = new();
        Histogram<double> duration = reported.Meter.CreateHistogram<double>("duration", unit);

        duration.Record(value);
        duration.Record(value);

        (await reported.LinesAsync(2)).ShouldBe([$"duration:{sent}", $"duration:{sent}"]);
    }

    [Theory]
    [InlineData(StatsDHistogramType.Automatic, "duration:250|ms", "size:512|h")]
    [InlineData(StatsDHistogramType.Timer, "duration:250|ms", "size:512|ms")]
    [InlineData(StatsDHistogramType.Histogram, "duration:0.25|h", "size:512|h")]
    [InlineData(StatsDHistogramType.Distribution, "duration:0.25|d", "size:512|d")]
    public async Task DogStatsD_has_histograms_and_distributions(StatsDHistogramType type, params string[] lines)
    {
        using Reported reported = new(o =>
        {
            o.TagFormat = StatsDTagFormat.DogStatsD;
            o.HistogramType = type;
        });
        reported.Meter.CreateHistogram<double>("duration", "s").Record(0.25);
        reported.Meter.CreateHistogram<int>("size", "By").Record(512);

        (await reported.LinesAsync(2)).ShouldBe(lines);
    }

    [Fact]
    public async Task Sampled_measurements_tell_the_daemon_their_share_and_counters_are_not_sampled()
    {
        using Reported reported = new(o =>
        {
            o.SampleRate = 0.25;
            o.TagFormat = StatsDTagFormat.DogStatsD;
        });
        Histogram<double> duration = reported.Meter.CreateHistogram<double>("duration", "ms");
        Counter<long> calls = reported.Meter.CreateCounter<long>("calls");
        for (int i = 0; i < 2000; i++)
        {
            duration.Record(5, Tag("method", "add"));
            calls.Add(1);
        }

        reported.Reporter.Dispose();
        await Eventually.HoldsAsync(() => reported.Receiver.Lines.Contains("calls:2000|c"), () => "the counter");
        int timers = reported.Receiver.Lines.Count(l => l == "duration:5|ms|@0.25|#method:add");
        // Off by chance, 15 standard deviations at most.
        timers.ShouldBeInRange(200, 800);
        reported.Receiver.Lines.Count.ShouldBe(timers + 1);
    }

    [Fact]
    public async Task What_is_no_number_is_dropped_and_counted()
    {
        using Reported reported = new();
        reported.Meter.CreateCounter<double>("calls").Add(double.NaN);
        reported.Meter.CreateUpDownCounter<double>("active").Add(double.PositiveInfinity);
        reported.Meter.CreateGauge<double>("level").Record(double.NegativeInfinity);
        reported.Meter.CreateHistogram<double>("duration", "s").Record(double.NaN);
        reported.Meter.CreateHistogram<double>("duration", "s").Record(-1);
        reported.Meter.CreateCounter<int>("good").Add(1);

        reported.Reporter.Dispose();
        await reported.Receiver.LinesAsync(1);

        // A gauge that has no value yet is not zero.
        reported.Receiver.Lines.Where(l => l.StartsWith("duration", StringComparison.Ordinal) || l.StartsWith("level", StringComparison.Ordinal)).ShouldBeEmpty();
        reported.Receiver.Lines.ShouldContain("good:1|c");
        reported.Reporter.DroppedFor(StatsDDropReason.InvalidValue).ShouldBe(5);
        reported.Reporter.Dropped.ShouldBe(5);
    }

    [Fact]
    public async Task Only_the_meters_that_are_named_are_reported()
    {
        using Meter shop = new("Shop.Orders");
        using Meter other = new("Warehouse");
        using Reported reported = new(o => o.Meters.Add("shop.*"));
        shop.CreateCounter<int>("orders").Add(1);
        other.CreateCounter<int>("boxes").Add(1);
        reported.Meter.CreateCounter<int>("own").Add(1);

        (await reported.LinesAsync(2)).ShouldBe(["orders:1|c", "own:1|c"], ignoreOrder: true);
    }

    [Fact]
    public async Task The_runtime_s_own_metrics_are_reported_by_default()
    {
        using Receiver receiver = Receiver.Udp();
        using StatsDReporter reporter = StatsDReporter.Start(receiver.Endpoint);

        reporter.Flush(TimeSpan.FromSeconds(30)).ShouldBeTrue();

        await Eventually.HoldsAsync(
            () => receiver.Lines.Any(l => l.StartsWith("dotnet.process.memory.working_set:", StringComparison.Ordinal)), () => "the working set");
    }

    [Theory]
    [InlineData("dotnet.thread_pool.thread.count")]
    [InlineData("dotnet.thread_pool.queue.length")]
    public async Task What_the_runtime_calls_a_counter_although_it_falls_is_a_gauge(string name)
    {
        using Receiver receiver = Receiver.Udp();
        using StatsDReporter reporter = StatsDReporter.Start(receiver.Endpoint, o =>
        {
            o.FlushInterval = TimeSpan.FromHours(1);
            o.Meters.Clear();
            o.Meters.Add("System.Runtime");
        });

        reporter.Flush(TimeSpan.FromSeconds(30)).ShouldBeTrue();
        reporter.Flush(TimeSpan.FromSeconds(30)).ShouldBeTrue();

        // As a counter it would not be sent again without a change, and a queue that is empty not at all.
        string[] Sent() => [.. receiver.Lines.Where(l => l.StartsWith(name + ":", StringComparison.Ordinal))];
        await Eventually.HoldsAsync(() => Sent().Length >= 2, () => $"{name} from each flush");
        Sent().ShouldAllBe(l => l.EndsWith("|g", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_callback_that_throws_keeps_nothing_else_from_the_daemon()
    {
        using Reported reported = new();
        reported.Meter.CreateObservableGauge("broken", int () => throw new InvalidOperationException("broken"));
        reported.Meter.CreateObservableGauge("whole", () => 1);
        Counter<int> calls = reported.Meter.CreateCounter<int>("calls");

        calls.Add(1, Tag("value", new Thrower()));
        calls.Add(1);

        (await reported.LinesAsync(2)).ShouldBe(["whole:1|g", "calls:1|c"], ignoreOrder: true);
    }

    private sealed class Thrower
    {
        public override string ToString() => throw new InvalidOperationException("text");

        public override int GetHashCode() => throw new InvalidOperationException("hash");

        public override bool Equals(object? obj) => throw new InvalidOperationException("equals");
    }
}
