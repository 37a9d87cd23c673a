using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Cells;

/// <summary>Nothing on the wire changes, but for the context field.</summary>
public class WireBytesTests
{
    public static TheoryData<Cell> Cells => [.. Cell.All.Where(c => c.Endpoint == EndpointKind.Tcp)];

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task With_nothing_to_inject_the_bytes_are_the_same(Cell cell)
    {
        (byte[] requests, byte[] replies) = await CaptureAsync(cell, recording: null);
        using Recording recording = new(spans: false);

        (byte[] observedRequests, byte[] observedReplies) = await CaptureAsync(cell, recording);

        observedRequests.ShouldBe(requests);
        observedReplies.ShouldBe(replies);
        _ = await recording.Metrics.OfAsync("rpc.server.call.duration", 6);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task With_a_context_the_bytes_are_the_same_but_for_the_field(Cell cell)
    {
        foreach (string method in (string[])["add", "ping"])
        {
            (byte[] request, byte[] reply) = await CaptureOneAsync(cell, recording: null, method);
            using Recording recording = new();

            (byte[] observedRequest, byte[] observedReply) = await CaptureOneAsync(cell, recording, method);

            Activity span = await recording.ClientSpanAsync($"Calculator/{method}");
            string traceParent = $"00-{span.TraceId}-{span.SpanId}-01";
            WithoutField(observedRequest, Field(cell.Protocol, traceParent, first: method == "ping"), cell).ShouldBe(request);
            observedReply.ShouldBe(reply);
        }
    }

    // Every kind of reply: a result, nothing, a declared exception, an application exception, and for a oneway call none.
    private static async Task<(byte[] Requests, byte[] Replies)> CaptureAsync(Cell cell, Recording? recording)
    {
        CalculatorHandler handler = new() { Run = (_, _) => throw new InvalidOperationException("broken") };
        await using Rig rig = recording is null ? new Rig(cell, handler, relay: true).Start() : Rig.Serve(recording, handler, cell, relay: true);
        Calculator.Client client = await rig.ConnectAsync(recording);
        _ = await client.transform([Shapes.Star, new Shape("empty")], new Either { Text = "last" }).InTime();
        await client.reset().InTime();
        _ = await Should.ThrowAsync<Overdrawn>(client.divide(1, 0).InTime());
        _ = await Should.ThrowAsync<Thrift.TApplicationException>(client.run("").InTime());
        await client.notify("now").InTime();
        (await client.add(1, 2).InTime()).ShouldBe(3);
        return (rig.Relay.Requests, rig.Relay.Replies);
    }

    private static async Task<(byte[] Request, byte[] Reply)> CaptureOneAsync(Cell cell, Recording? recording, string method)
    {
        await using Rig rig = recording is null ? new Rig(cell, relay: true).Start() : Rig.Serve(recording, cell: cell, relay: true);
        Calculator.Client client = await rig.ConnectAsync(recording);
        _ = method == "add" ? (object)await client.add(1, 2).InTime() : await client.ping().InTime();
        return (rig.Relay.Requests, rig.Relay.Replies);
    }

    private static byte[] Field(ProtocolKind protocol, string traceParent, bool first) => protocol switch
    {
        ProtocolKind.Binary =>
            [0x0d, 0x22, 0xb8, 0x0b, 0x0b, 0, 0, 0, 1, 0, 0, 0, 11, .. "traceparent"u8, 0, 0, 0, 55, .. Encoding.UTF8.GetBytes(traceParent)],
        ProtocolKind.Compact => [0x0b, 0xf0, 0x8a, 0x01, 1, 0x88, 11, .. "traceparent"u8, 55, .. Encoding.UTF8.GetBytes(traceParent)],
        _ => Encoding.UTF8.GetBytes($"{(first ? "" : ",")}\"8888\":{{\"map\":[\"str\",\"str\",1,{{\"traceparent\":\"{traceParent}\"}}]}}"),
    };

    private static byte[] WithoutField(byte[] request, byte[] field, Cell cell)
    {
        int at = request.AsSpan().IndexOf(field);
        at.ShouldBeGreaterThan(0, Encoding.Latin1.GetString(request));
        byte[] rest = [.. request[..at], .. request[(at + field.Length)..]];
        if (cell.TransportName == "framed")
            BinaryPrimitives.WriteInt32BigEndian(rest, BinaryPrimitives.ReadInt32BigEndian(rest) - field.Length);
        return rest;
    }
}
