using System.Diagnostics.Metrics;
using static Thriftscope.Telemetry.Tests.Headers.Blocks;

namespace Thriftscope.Telemetry.Tests.Headers;

public class ContextHeadersTests
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public void The_context_is_found_without_regard_to_case_and_the_rest_is_left()
    {
        ContextCarrier carrier = Extract(HeaderFormat.Header, ("TraceParent", Parent), ("BAGGAGE", "a=b"), ("color", "red")).ShouldNotBeNull();

        carrier.Entries.Select(e => e.Value).ShouldBe([Parent, "a=b"]);
        carrier.Get("traceparent").ShouldBe(Parent);
    }

    [Fact]
    public void Kitexs_keys_have_a_prefix_and_win_over_bare_ones()
    {
        ContextCarrier carrier = Extract(HeaderFormat.TTHeader, ("RPC_TRANSIT_traceparent", Parent), ("traceparent", "other"), ("rpc_transit_color", "red")).ShouldNotBeNull();

        carrier.Entries.ShouldBe([new("traceparent", Parent)]);
    }

    [Fact]
    public void A_bare_key_counts_in_ttheader_too() => Extract(HeaderFormat.TTHeader, ("traceparent", Parent))!.Get("traceparent").ShouldBe(Parent);

    [Fact]
    public void All_of_a_b3_context_is_taken() =>
        Extract(HeaderFormat.Header, ("X-B3-TraceId", "1"), ("X-B3-SpanId", "2"), ("X-B3-Sampled", "1")).ShouldNotBeNull().Count.ShouldBe(3);

    [Fact]
    public void Headers_without_a_context_bring_none() => Extract(HeaderFormat.Header, ("color", "red"), ("x-b3-sampled", "1")).ShouldBeNull();

    [Theory]
    [InlineData("1", "2", "1", null, "00-00000000000000000000000000000001-0000000000000002-01")]
    [InlineData("1", "2", "0", null, "00-00000000000000000000000000000001-0000000000000002-00")]
    [InlineData("1", "2", null, null, "00-00000000000000000000000000000001-0000000000000002-00")]
    [InlineData("1", "2", "0", "1", "00-00000000000000000000000000000001-0000000000000002-01")] // Zipkin's debug flag
    [InlineData("340282366920938463463374607431768211455", "18446744073709551615", "1", "0", "00-ffffffffffffffffffffffffffffffff-ffffffffffffffff-01")]
    [InlineData("340282366920938463463374607431768211456", "1", "1", null, null)] // 2 to the power of 128
    [InlineData("1", "18446744073709551616", "1", null, null)]
    [InlineData("-1", "1", "1", null, null)]
    [InlineData("abc", "1", "1", null, null)]
    [InlineData("1", null, "1", null, null)]
    public void Baseplates_decimal_ids_make_a_trace_parent(string? trace, string? span, string? sampled, string? flags, string? expected)
    {
        (string Key, string? Value)[] headers = [("Trace", trace), ("Span", span), ("Sampled", sampled), ("Flags", flags)];

        InboundContexts contexts = Read(HeaderFormat.Header, [.. headers.Where(h => h.Value is not null).Select(h => (h.Key, h.Value!))]);

        contexts.Find(ThriftContextDialects.Baseplate)?.Get("traceparent").ShouldBe(expected);
        contexts.Contexts.Count.ShouldBe(expected is null ? 0 : 1);
    }

    [Fact]
    public void A_context_that_fits_stays_as_it_is()
    {
        ContextCarrier carrier = Context();

        Fit(carrier, HeaderFormat.Header, user: null).ShouldBe("");

        carrier.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(65_200, "ttheader ttheader", "traceparent")]
    [InlineData(65_300, "ttheader ttheader", "traceparent")]
    [InlineData(65_600, "ttheader ttheader ttheader", "")]
    public void Beside_the_users_headers_baggage_goes_first_and_the_trace_parent_last(int userSize, string dropped, string left)
    {
        ContextCarrier carrier = Context();
        carrier.Set("tracestate", new string('x', 400));

        Fit(carrier, HeaderFormat.TTHeader, Table(("a", new string('x', userSize - 100)))).ShouldBe(dropped);

        string.Join(",", carrier.Entries.Select(e => e.Key)).ShouldBe(left);
    }

    [Fact]
    public void Too_many_headers_of_the_user_leave_no_place_for_baggage()
    {
        ContextCarrier carrier = Context();

        Fit(carrier, HeaderFormat.Header, Table(Enumerable.Range(0, HeaderLimits.MaxHeaders - 2).Select(i => ($"{i}", "")))).ShouldBe("theader");

        carrier.Entries.Select(e => e.Key).ShouldBe(["traceparent", "tracestate"]);
    }

    private static ContextCarrier Context()
    {
        ContextCarrier carrier = new();
        carrier.Set("traceparent", Parent);
        carrier.Set("tracestate", "a=1");
        carrier.Set("baggage", "color=red");
        return carrier;
    }

    private static ContextCarrier? Extract(HeaderFormat format, params IEnumerable<(string Key, string Value)> headers) => Read(format, headers).Find(format.Dialect);

    private static InboundContexts Read(HeaderFormat format, params IEnumerable<(string Key, string Value)> headers)
    {
        InboundContexts contexts = new();
        ContextHeaders.Read(Table(headers), format.Place, contexts);
        return contexts;
    }

    // Answers the dialects of what was dropped.
    private static string Fit(ContextCarrier carrier, HeaderFormat format, Dictionary<string, string>? user)
    {
        using Meter meter = new("test.fit");
        List<string> dropped = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter == meter)
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => dropped.Add((string)tags[0].Value!));
        listener.Start();
        ContextHeaders.Fit(carrier, user, format, meter.CreateCounter<long>("dropped"));
        return string.Join(' ', dropped);
    }
}
