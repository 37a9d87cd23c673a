using System.Diagnostics.Metrics;

namespace Thriftscope.Telemetry.Tests;

public class ContextLimitTests
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public void Baggage_goes_first_when_the_context_is_too_large_for_peers()
    {
        ContextCarrier carrier = new();
        carrier.Set("traceparent", Parent);
        carrier.Set("tracestate", "a=1");
        carrier.Set("baggage", new string('x', 9000));

        Fit(carrier).ShouldBe(1);

        carrier.Entries.Select(e => e.Key).ShouldBe(["traceparent", "tracestate"]);
    }

    [Fact]
    public void Only_the_trace_parent_stays_when_nothing_else_fits()
    {
        ContextCarrier carrier = new();
        carrier.Set("traceparent", Parent);
        carrier.Set("tracestate", new string('x', 9000));

        Fit(carrier).ShouldBe(1);

        carrier.Entries.Select(e => e.Key).ShouldBe(["traceparent"]);
    }

    [Fact]
    public void A_context_that_fits_stays_as_it_is()
    {
        ContextCarrier carrier = new();
        carrier.Set("traceparent", Parent);
        carrier.Set("baggage", new string('x', 8192 - "traceparent".Length - Parent.Length - "baggage".Length));

        Fit(carrier).ShouldBe(0);

        carrier.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("traceparent", true)]
    [InlineData("TraceParent", true)]
    [InlineData("baggage", true)]
    [InlineData("b3", true)]
    [InlineData("color", false)]
    [InlineData("", false)]
    public void Only_keys_of_a_trace_context_make_a_map_one(string key, bool known) => ContextKeys.IsKnown(key).ShouldBe(known);

    [Fact]
    public void Keys_are_found_without_regard_to_case_and_set_once()
    {
        ContextCarrier carrier = new();
        carrier.Set("TraceParent", "old");
        carrier.Set("traceparent", "new");

        carrier.Count.ShouldBe(1);
        carrier.Get("TRACEPARENT").ShouldBe("new");
    }

    private static long Fit(ContextCarrier carrier)
    {
        using Meter meter = new("test.fit");
        long dropped = 0;
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter == meter)
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => dropped += value);
        listener.Start();
        ContextLimit.Fit(carrier, new ThriftContextOptions(), "trailing_field", meter.CreateCounter<long>("dropped"));
        return dropped;
    }
}
