using System.Diagnostics;
using System.Text;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Context;

/// <summary>What a client puts into field 8888.</summary>
public class OutgoingContextTests
{
    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task Baggage_that_is_too_large_for_peers_is_left_out(ProtocolKind protocol)
    {
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording, cell: new Cell(Protocol: protocol), relay: true);
        Calculator.Client client = await rig.ConnectAsync(recording);
        // Just small enough for .NET's own propagator.
        using Activity parent = new Activity("parent").AddBaggage("large", new string('x', 8150)).Start();

        (await client.add(1, 2).InTime()).ShouldBe(3);

        (Activity here, Activity there) = await recording.SpansOfAsync("Calculator/add");
        there.ParentSpanId.ShouldBe(here.SpanId);
        Encoding.Latin1.GetString(rig.Relay.Requests).ShouldNotContain("xxx");
        recording.Metrics.Of("thrift.context.dropped").ShouldHaveSingleItem().Tags["thrift.reason"].ShouldBe("too_large");
    }

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task The_trace_state_goes_with_the_parent(ProtocolKind protocol)
    {
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording, cell: new Cell(Protocol: protocol));
        Calculator.Client client = await rig.ConnectAsync(recording);
        using Activity parent = new Activity("parent") { TraceStateString = "vendor=1" }.Start();

        _ = await client.ping().InTime();

        (_, Activity there) = await recording.SpansOfAsync("Calculator/ping");
        there.TraceStateString.ShouldBe("vendor=1");
        there.TraceId.ShouldBe(parent.TraceId);
    }

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task Each_call_has_a_context_of_its_own(ProtocolKind protocol)
    {
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording, cell: new Cell(Protocol: protocol), relay: true);
        Calculator.Client client = await rig.ConnectAsync(recording);

        for (int i = 0; i < 3; i++)
            _ = await client.transform([Shapes.Star], new Either { Text = "nested" }).InTime();

        string sent = Encoding.Latin1.GetString(rig.Relay.Requests);
        foreach (Activity span in await recording.SpansAsync(ActivityKind.Client, 3))
            sent.Split($"00-{span.TraceId}-{span.SpanId}-01").Length.ShouldBe(2);
        sent.Split("traceparent").Length.ShouldBe(4);
    }
}
