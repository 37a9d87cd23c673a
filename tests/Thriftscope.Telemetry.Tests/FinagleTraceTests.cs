namespace Thriftscope.Telemetry.Tests;

/// <summary>Finagle's ids and W3C's are the same trace.</summary>
public class FinagleTraceTests
{
    private const string TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private const string Context = "b7ad6b7169203331" + "b7ad6b7169203331" + "8448eb211c80319c" + "0000000000000006" + "0af7651916cd43dd";

    [Theory]
    [InlineData(TraceParent, Context)]
    [InlineData(
        "00-00000000000000008448eb211c80319c-b7ad6b7169203331-00",
        "b7ad6b7169203331" + "b7ad6b7169203331" + "8448eb211c80319c" + "0000000000000002")]
    public void A_traceparent_becomes_a_context_and_the_same_traceparent_again(string traceParent, string context)
    {
        FinagleTrace.TryRead(Carrier(traceParent), out FinagleTrace trace).ShouldBeTrue();

        Convert.ToHexStringLower(trace.ToContext()).ShouldBe(context);
        FinagleTrace.TryReadContext(Convert.FromHexString(context), out FinagleTrace read).ShouldBeTrue();
        read.ShouldBe(trace);
        read.ToTraceParent().ShouldBe(traceParent);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01")]
    public void What_is_no_trace_has_no_ids(string? traceParent)
    {
        FinagleTrace.TryRead(Carrier(traceParent), out FinagleTrace trace).ShouldBeFalse();

        trace.IsValid.ShouldBeFalse();
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(4, null)]
    [InlineData(2, false)]
    [InlineData(6, true)]
    [InlineData(1, true)]
    [InlineData(3, true)]
    public void The_flags_say_whether_it_is_sampled(long flags, bool? isSampled) => FinagleTrace.SampledBy(flags).ShouldBe(isSampled);

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(41)]
    public void A_context_of_another_length_is_none(int length) => FinagleTrace.TryReadContext(new byte[length], out _).ShouldBeFalse();

    [Fact]
    public void Of_an_undecided_trace_W3C_says_that_it_is_not_sampled() =>
        new FinagleTrace(0, 1, 2, IsSampled: null).ToTraceParent().ShouldBe("00-00000000000000000000000000000001-0000000000000002-00");

    private static ContextCarrier? Carrier(string? traceParent)
    {
        if (traceParent is null)
            return null;
        ContextCarrier carrier = new();
        carrier.Set("traceparent", traceParent);
        return carrier;
    }
}
