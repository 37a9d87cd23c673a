using Thrift.Processor;
using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Robustness;

/// <summary>Whatever the bytes are, an observed processor or client does with them what it does when nobody looks.</summary>
public class FuzzTests
{
    private const int Requests = 5000;
    private const int Replies = 2000;

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task A_damaged_request_has_the_same_outcome(ProtocolKind protocol)
    {
        ITAsyncProcessor plain = NewProcessor();
        using Recording recording = new();
        ITAsyncProcessor observed = recording.Instrumentor.Instrument(NewProcessor());
        byte[][] requests = [.. await RequestsAsync(protocol)];
        Damage damage = new(seed: 20261123, requests);
        HashSet<string?> exceptions = [];
        int unreadable = 0;
        foreach (byte[] request in requests.Concat(Enumerable.Range(0, Requests).Select(_ => damage.Next())))
        {
            Outcome expected = await Wire.ProcessAsync(plain, protocol, request).InTime();
            Outcome outcome = await Wire.ProcessAsync(observed, protocol, request).InTime();

            // Apache reads a length that is no length in one way for text and in another for bytes, and a map that may be a context
            // is read as bytes: that the message can't be read may have another name.
            if (IsUnreadable(expected) && IsUnreadable(outcome) && outcome.Exception != expected.Exception)
                unreadable++;
            else
                outcome.Text.ShouldBe(expected.Text, Convert.ToHexString(request));
            _ = exceptions.Add(expected.Exception);
        }

        unreadable.ShouldBeLessThan(Requests / 100);
        // The damage was of many kinds, and some was none.
        exceptions.Count.ShouldBeGreaterThan(2);
        recording.Metrics.Sum("thrift.server.active_requests").ShouldBe(0);
        recording.Spans.ShouldAllBe(s => s.IsStopped);
    }

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task A_damaged_reply_has_the_same_outcome(ProtocolKind protocol)
    {
        using Recording recording = new();
        byte[][] replies = [.. await RepliesAsync(protocol)];
        Damage damage = new(seed: 42, replies);
        foreach (byte[] reply in replies.Concat(Enumerable.Range(0, Replies).Select(_ => damage.Next())))
        {
            using Calculator.Client plain = Wire.Reader(protocol, reply);
            using Calculator.Client observed = Wire.Reader(protocol, reply);
            recording.Instrumentor.Instrument(observed);

            (await CallAsync(observed)).ShouldBe(await CallAsync(plain), Convert.ToHexString(reply));
        }

        recording.Spans.Count.ShouldBe(2 * (replies.Length + Replies));
        recording.Metrics.Sum("thrift.client.active_requests").ShouldBe(0);
    }

    private static bool IsUnreadable(Outcome outcome) =>
        outcome is { Exception: "Thrift.Transport.TTransportException" or "Thrift.Protocol.TProtocolException", Reply: [] };

    private static async Task<string> CallAsync(Calculator.Client client) =>
        $"{await ResultAsync(async () => $"{await client.divide(1, 2)}")} {await ResultAsync(async () => string.Join(",", await client.transform([], null)))}";

    private static async Task<string> ResultAsync(Func<Task<string>> call)
    {
        try
        {
            return await call().InTime();
        }
        catch (Exception e)
        {
            return $"{e.GetType()}: {e.Message}";
        }
    }

    private static async Task<List<byte[]>> RequestsAsync(ProtocolKind protocol) =>
    [
        await Wire.AddAsync(protocol),
        await Wire.AddAsync(protocol, p => Wire.MapAsync(p, 8888, ("traceparent", Wire.TraceParent), ("baggage", "a=b"))),
        await Wire.AddAsync(protocol, p => Wire.MapAsync(p, 8888, ("color", "blue"))),
        await Wire.MessageAsync(protocol, "notify", p => Wire.TextAsync(p, 1, "text"), TMessageType.Oneway),
        await Wire.MessageAsync(protocol, "nothing", p => Wire.MapAsync(p, 8888, ("traceparent", Wire.TraceParent))),
        await Wire.MessageAsync(protocol, "divide", p => Wire.NumberAsync(p, 1, 1)),
        await Wire.MessageAsync(protocol, "run", p => Wire.TextAsync(p, 1, "script")),
        await Wire.MessageAsync(protocol, "ping", type: TMessageType.Reply),
        await Wire.MessageAsync(protocol, "tagTexts", p => Wire.MapAsync(p, 8888, ("color", "blue"), ("size", "xl"))),
        // In JSON, what is neither base 64 nor UTF-8 is not the same when it is read a second time.
        .. protocol == ProtocolKind.Json ? (byte[][])[] : [await Wire.MessageAsync(protocol, "tagBlobs", p => Wire.MapAsync(p, 8888, ("a", "AAAA"), ("b", "//8=")))],
        await Wire.MessageAsync(protocol, "tagNested", p => Wire.FieldAsync(p, TType.Struct, 1, p => new Tagged
        {
            Name = "outer",
            Texts = new() { ["shape"] = "round", ["color"] = "blue" },
            Inner = new Inner { Before = 1, Texts = new() { ["traceparent"] = Wire.TraceParent } },
        }.WriteAsync(p, CancellationToken.None))),
        await Wire.MessageAsync(protocol, "transform", async p =>
        {
            await Wire.FieldAsync(p, TType.List, 1, p => WriteShapesAsync(p, Shapes.Star, new Shape("second")));
            await Wire.FieldAsync(p, TType.Struct, 2, p => new Either { Text = "third" }.WriteAsync(p, CancellationToken.None));
        }),
    ];

    private static async Task<List<byte[]>> RepliesAsync(ProtocolKind protocol) =>
    [
        await Wire.MessageAsync(protocol, "divide", p => Wire.NumberAsync(p, 0, 3), TMessageType.Reply),
        await Wire.MessageAsync(protocol, "divide", p => Wire.FieldAsync(p, TType.Struct, 1, p => new Overdrawn(5) { Account = "a" }.WriteAsync(p, CancellationToken.None)), TMessageType.Reply),
        await Wire.MessageAsync(protocol, "divide", p => Wire.FieldAsync(p, TType.Struct, 2, p => new not_found { Key = "k" }.WriteAsync(p, CancellationToken.None)), TMessageType.Reply),
        await Wire.MessageAsync(protocol, "transform", p => Wire.FieldAsync(p, TType.List, 0, p => WriteShapesAsync(p, Shapes.Star)), TMessageType.Reply),
        await Wire.MessageAsync(protocol, "divide", async p =>
        {
            await Wire.TextAsync(p, 1, "message");
            await Wire.NumberAsync(p, 2, 6);
        }, TMessageType.Exception),
        // Both replies in one.
        [
            .. await Wire.MessageAsync(protocol, "divide", p => Wire.NumberAsync(p, 0, 3), TMessageType.Reply),
            .. await Wire.MessageAsync(protocol, "transform", p => Wire.FieldAsync(p, TType.List, 0, p => WriteShapesAsync(p, Shapes.Star)), TMessageType.Reply, seqId: 2),
        ],
    ];

    private static async Task WriteShapesAsync(TProtocol protocol, params Shape[] shapes)
    {
        await protocol.WriteListBeginAsync(new TList(TType.Struct, shapes.Length));
        foreach (Shape shape in shapes)
            await shape.WriteAsync(protocol, CancellationToken.None);
        await protocol.WriteListEndAsync();
    }

    private static Calculator.AsyncProcessor NewProcessor() =>
        new Calculator.AsyncProcessor(new CalculatorHandler { Run = (_, _) => throw new FormatException("broken") }, QuietLogger<Calculator.AsyncProcessor>.Instance);
}
