using System.Diagnostics;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Context;

/// <summary>Fields of the user's own that have the context's id arrive as they were sent.</summary>
public class UserFieldTests
{
    private static readonly bool[] YesAndNo = [true, false];

    public static TheoryData<ProtocolKind, bool, bool> Sides => new(
        from protocol in Enum.GetValues<ProtocolKind>()
        from client in YesAndNo
        from server in YesAndNo
        select (protocol, client, server));

    [Theory]
    [MemberData(nameof(Sides))]
    public async Task Fields_of_every_type_arrive_untouched(ProtocolKind protocol, bool observedClient, bool observedServer)
    {
        using Recording recording = new();
        await using Rig rig = NewRig(recording, protocol, observedServer);
        Calculator.Client client = await rig.ConnectAsync(observedClient ? recording : null);

        (await client.tagNumber(int.MinValue).InTime()).ShouldBe(int.MinValue);
        (await client.tagStruct(new Point { X = 5, Y = -5 }).InTime()).ShouldBe(new Point { X = 5, Y = -5 });
        (await client.tagList(["a", "", "traceparent"]).InTime()).ShouldBe(["a", "", "traceparent"]);
        (await client.tagNumbers(new() { ["traceparent"] = 1, [""] = 2 }).InTime()).ShouldBe(new Dictionary<string, int> { ["traceparent"] = 1, [""] = 2 });
        (await client.tagText("before", "traceparent", "after").InTime()).ShouldBe("before-traceparent-after");
        (await client.add(1, 2).InTime()).ShouldBe(3);

        int expected = (observedClient ? 6 : 0) + (observedServer ? 6 : 0);
        await InTimeExtensions.UntilAsync(() => recording.Spans.Count == expected, () => $"{expected} spans");
    }

    [Theory]
    [MemberData(nameof(Sides))]
    public async Task A_map_of_texts_arrives_untouched(ProtocolKind protocol, bool observedClient, bool observedServer)
    {
        using Recording recording = new();
        await using Rig rig = NewRig(recording, protocol, observedServer);
        Calculator.Client client = await rig.ConnectAsync(observedClient ? recording : null);

        foreach (Dictionary<string, string> texts in Maps())
            (await client.tagTexts(texts).InTime()).ShouldBe(texts);

        (await client.add(1, 2).InTime()).ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Sides))]
    public async Task A_map_of_bytes_arrives_untouched(ProtocolKind protocol, bool observedClient, bool observedServer)
    {
        using Recording recording = new();
        await using Rig rig = NewRig(recording, protocol, observedServer);
        Calculator.Client client = await rig.ConnectAsync(observedClient ? recording : null);
        // Apache's JSON reads back no bytes but those whose base 64 needs no padding, observed or not.
        Dictionary<string, byte[]> blobs = new() { ["a"] = [0xff, 0xfe, 0x00], ["b"] = [0xc3, 0x28, 0x80, 0, 1, 2], ["c"] = [.. Enumerable.Range(0, 255).Select(i => (byte)i)] };

        Dictionary<string, byte[]> back = await client.tagBlobs(blobs).InTime();

        back.Keys.ShouldBe(blobs.Keys);
        foreach (string key in blobs.Keys)
            back[key].ShouldBe(blobs[key]);
    }

    [Theory]
    [MemberData(nameof(Sides))]
    public async Task Fields_of_nested_structs_arrive_untouched(ProtocolKind protocol, bool observedClient, bool observedServer)
    {
        using Recording recording = new();
        await using Rig rig = NewRig(recording, protocol, observedServer);
        Calculator.Client client = await rig.ConnectAsync(observedClient ? recording : null);

        foreach (Dictionary<string, string> texts in (IEnumerable<Dictionary<string, string>>)[.. Maps(), new() { ["traceparent"] = Wire.TraceParent, ["baggage"] = "a=b" }])
        {
            Tagged value = new() { Name = "outer", Texts = texts, Inner = new Inner { Before = 7, Texts = texts } };

            (await client.tagNested(value).InTime()).ShouldBe(value);
        }
    }

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task A_context_of_a_nested_struct_is_not_the_calls_parent(ProtocolKind protocol)
    {
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording, cell: new Cell(Protocol: protocol));
        Calculator.Client client = await rig.ConnectAsync();

        _ = await client.tagNested(new Tagged { Texts = new() { ["traceparent"] = Wire.TraceParent } }).InTime();

        (await recording.ServerSpanAsync("Calculator/tagNested")).ParentSpanId.ShouldBe(default);
    }

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task The_users_map_and_a_context_behind_it_arrive_both(ProtocolKind protocol)
    {
        CalculatorHandler handler = new();
        using Recording recording = new();
        byte[] request = await Wire.MessageAsync(protocol, "tagTexts", async p =>
        {
            await Wire.MapAsync(p, 8888, ("color", "blue"), ("size", "xl"));
            await Wire.MapAsync(p, 8888, ("traceparent", Wire.TraceParent));
        });

        Outcome outcome = await Wire.ProcessAsync(recording.Instrumentor.Instrument(new Calculator.AsyncProcessor(handler)), protocol, request);

        outcome.Exception.ShouldBeNull();
        using Calculator.Client client = Wire.Reader(protocol, outcome.Reply);
        (await client.recv_tagTexts()).ShouldBe(new Dictionary<string, string> { ["color"] = "blue", ["size"] = "xl" });
        (await recording.ServerSpanAsync("Calculator/tagTexts")).ParentSpanId.ToString().ShouldBe(Wire.SpanId);
    }

    private static Rig NewRig(Recording recording, ProtocolKind protocol, bool observed) => observed
        ? Rig.Serve(recording, cell: new Cell(Protocol: protocol))
        : new Rig(new Cell(Protocol: protocol)).Start();

    private static IEnumerable<Dictionary<string, string>> Maps()
    {
        yield return [];
        yield return new() { ["color"] = "blue" };
        yield return new() { [""] = "", ["★ \"\\/\b\n\u0001"] = "\U0001F600" };
        yield return Enumerable.Range(0, 150).ToDictionary(i => $"key{i}", i => $"value{i}");
        yield return new() { ["short"] = "1", ["long"] = new string('x', 9000), ["last"] = "3" };
        yield return Enumerable.Range(0, 100).ToDictionary(i => $"key{i}", i => new string('y', 500));
    }
}
