using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using static Thriftscope.StatsD.Tests.Reported;

namespace Thriftscope.StatsD.Tests;

public class LimitTests
{
    [Fact]
    public void Recording_allocates_nothing_once_a_set_of_tags_is_known()
    {
        using Reported reported = new();
        Counter<long> counter = reported.Meter.CreateCounter<long>("counter");
        Counter<double> seconds = reported.Meter.CreateCounter<double>("seconds");
        UpDownCounter<int> active = reported.Meter.CreateUpDownCounter<int>("active");
        Gauge<double> gauge = reported.Meter.CreateGauge<double>("gauge");
        Histogram<double> histogram = reported.Meter.CreateHistogram<double>("histogram", "s");
        object code = 200;

        void Record()
        {
            counter.Add(1, Tag("method", "add"), Tag("code", code));
            seconds.Add(0.5);
            active.Add(1, Tag("method", "add"));
            gauge.Record(0.25, Tag("method", "add"));
            histogram.Record(0.001, Tag("method", "add"), Tag("code", code));
        }

        for (int i = 0; i < 1000; i++)
            Record();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++)
            Record();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Dropping_allocates_nothing_either()
    {
        using Reported reported = new(o =>
        {
            o.MaxSeries = 1;
            o.QueueCapacity = 16;
            // Nobody listens there, and TCP can tell.
            o.Endpoint = "tcp://127.0.0.1:1";
            o.ShutdownTimeout = TimeSpan.Zero;
        });
        Histogram<double> histogram = reported.Meter.CreateHistogram<double>("histogram", "s");
        for (int i = 0; i < 1000; i++)
            histogram.Record(1, Tag("number", i % 2 == 0 ? "even" : "odd"));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            histogram.Record(1, Tag("number", i % 2 == 0 ? "even" : "odd"));
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        reported.Reporter.DroppedFor(StatsDDropReason.TooManySeries).ShouldBe(1000);
        reported.Reporter.DroppedFor(StatsDDropReason.QueueFull).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_full_queue_drops_what_comes_and_every_measurement_is_either_sent_or_counted()
    {
        using StreamReceiver receiver = new();
        using Reported reported = new(o =>
        {
            o.Endpoint = receiver.Endpoint;
            o.QueueCapacity = 16;
        });
        Histogram<int> size = reported.Meter.CreateHistogram<int>("size");
        const int Recorded = 100_000;
        for (int i = 0; i < Recorded; i++)
            size.Record(1);
        reported.Reporter.Flush(TimeSpan.FromSeconds(30)).ShouldBeTrue();

        int dropped = (int)reported.Reporter.DroppedFor(StatsDDropReason.QueueFull);
        dropped.ShouldBeGreaterThan(0);
        (await receiver.LinesAsync(Recorded - dropped)).Count.ShouldBe(Recorded - dropped);
        reported.Reporter.Dropped.ShouldBe(dropped);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(1432)]
    public async Task No_packet_is_larger_than_it_may_be_and_a_line_that_is_too_long_is_dropped(int size)
    {
        using Reported reported = new(o => o.MaxPacketSize = size);
        for (int i = 0; i < 200; i++)
            reported.Meter.CreateCounter<int>($"counter.{i}").Add(i + 1);
        reported.Meter.CreateCounter<int>(new string('n', size)).Add(1);
        reported.Meter.CreateCounter<int>(new string('n', size - "x:1|c".Length) + "x").Add(1);
        reported.Meter.CreateGauge<int>(new string('g', size - 10)).Record(-1);

        IReadOnlyList<string> lines = await reported.LinesAsync(201);

        lines.Count.ShouldBe(201);
        reported.Receiver.Packets.ShouldAllBe(p => p.Length <= size && p.Last() != '\n');
        reported.Receiver.Packets.ShouldContain(p => p.Length == size);
        reported.Reporter.DroppedFor(StatsDDropReason.TooLong).ShouldBe(2);
    }

    [Fact]
    public async Task Tag_values_without_end_take_no_memory_without_end()
    {
        using Reported reported = new(o => o.MaxSeries = 10);
        Counter<int> calls = reported.Meter.CreateCounter<int>("calls");
        for (int i = 0; i < 100; i++)
            calls.Add(1, Tag("user", i));

        (await reported.LinesAsync(10)).Count.ShouldBe(10);
        reported.Reporter.DroppedFor(StatsDDropReason.TooManySeries).ShouldBe(90);
    }

    [Fact]
    public async Task A_meter_that_ends_makes_room()
    {
        using Reported reported = new(o => o.MaxSeries = 2);
        for (int i = 0; i < 20; i++)
        {
            using Meter meter = new(reported.Meter.Name);
            meter.CreateCounter<int>("calls").Add(1);
        }

        (await reported.LinesAsync(1)).ShouldBe(["calls:20|c"]);
        reported.Reporter.Dropped.ShouldBe(0);
    }

    [Fact]
    public async Task What_was_dropped_is_told_as_a_metric()
    {
        using Reported reported = new(o =>
        {
            o.MaxSeries = 2;
            o.Meters.Add(StatsDReporter.MeterName);
            o.NameTemplate = "{name}.{reason}.{server.address}";
        });
        reported.Meter.CreateGauge<double>("level").Record(double.NaN);

        (await reported.LinesAsync(1)).ShouldContain("thriftscope.statsd.dropped.invalid_value.127_0_0_1:1|c");
    }

    [Fact]
    public void What_each_of_several_daemons_did_not_get_is_told_apart()
    {
        using Reported one = new();
        using Reported other = new();
        Dictionary<string, long> dropped = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == StatsDReporter.MeterName)
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => dropped[string.Join(' ', tags.ToArray())] = value);
        listener.Start();
        one.Meter.CreateGauge<double>("level").Record(double.NaN);
        other.Meter.CreateGauge<double>("level").Record(double.NaN);
        other.Meter.CreateGauge<double>("level").Record(double.NaN);

        listener.RecordObservableInstruments();

        dropped[$"[reason, invalid_value] [server.address, 127.0.0.1] [server.port, {one.Receiver.Port}]"].ShouldBe(1);
        dropped[$"[reason, invalid_value] [server.address, 127.0.0.1] [server.port, {other.Receiver.Port}]"].ShouldBe(2);
    }

    [Fact]
    public void The_first_drop_is_told_as_an_event()
    {
        using Warnings warnings = new();
        using Reported reported = new(o => o.MaxPacketSize = 64);
        reported.Meter.CreateCounter<int>(new string('n', 100)).Add(1);
        reported.Meter.CreateCounter<int>(new string('m', 100)).Add(1);
        reported.Reporter.Flush(TimeSpan.FromSeconds(30)).ShouldBeTrue();

        warnings.Events.ShouldBe(["too_long"]);
    }

    private sealed class Warnings : EventListener
    {
        public List<string> Events { get; } = [];

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Thriftscope.StatsD")
                EnableEvents(eventSource, EventLevel.Warning);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData) => Events.Add((string)eventData.Payload![0]!);
    }
}
