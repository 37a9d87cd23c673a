using System.Diagnostics;
using System.Text.Json;
using Thriftscope.AspNetCore;
using Thriftscope.Interop.Tests.Context;

namespace Thriftscope.Interop.Tests.Dialects;

/// <summary>Contexts that are wrong in every way: no call is lost, and the trace begins anew.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class HostileContextTests
{
    private const string Zeros = "00-00000000000000000000000000000000-b7ad6b7169203331-01";

    public static MatrixTheoryData<string, string> Wrong => new(
        ["field_8888", "field_3333", "theader", "ttheader", "thriftpy", "http"],
        ["", "garbage", Zeros, "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01x", "\u0000\u00ff\ud83d\ude00", "long"]);

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_traceparent_that_is_none_begins_a_new_trace(string dialect, string value)
    {
        if (value == "long")
            value = new string('0', dialect is "theader" or "ttheader" ? 30_000 : 9_000);
        if (dialect == "http" && !value.All(char.IsAscii))
            value = "none";
        Dictionary<string, string> keys = new() { [dialect == "ttheader" ? "RPC_TRANSIT_traceparent" : "traceparent"] = value };
        object context = dialect switch
        {
            "theader" or "ttheader" => new { headers = keys },
            "thriftpy" => new { request_id = "r", seq = "1", meta = keys },
            _ => keys,
        };
        await BeginsAnewAsync(dialect, context);
    }

    public static TheoryData<string> WrongFinagle =>
    [
        """{"trace_id": "0000000000000000", "span_id": "b7ad6b7169203331"}""",
        """{"trace_id": "8448eb211c80319c", "span_id": "0000000000000000"}""",
        """{}""",
        """{"trace_id": "0000000000000000", "span_id": "0000000000000000", "contexts": {"636f6d2e747769747465722e66696e61676c652e74726163696e672e5472616365436f6e74657874": "0102"}}""",
    ];

    [Theory]
    [MemberData(nameof(WrongFinagle))]
    public Task Ids_of_Finagle_that_are_none_begin_a_new_trace(string context) => BeginsAnewAsync("finagle", JsonSerializer.Deserialize<JsonElement>(context));

    [Theory]
    [InlineData("field_8888", """{"traceparent": 1}""")]
    [InlineData("theader", """{"headers": {"Trace": "0", "Span": "0"}}""")]
    [InlineData("theader", """{"headers": {"Trace": "-1", "Span": "18446744073709551616"}}""")]
    [InlineData("field_3333", """{"uber-trace-id": "0:0:0:1"}""")]
    [InlineData("field_3333", """{"b3": "0"}""")]
    [InlineData("field_8888_nested", """{"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}""")]
    public Task Other_forms_that_are_none_begin_a_new_trace(string dialect, string context) =>
        BeginsAnewAsync(dialect, JsonSerializer.Deserialize<JsonElement>(context.Replace(": 1}", ": \"1\"}", StringComparison.Ordinal)));

    [Fact]
    public async Task Of_several_contexts_the_one_that_is_trusted_most_counts_and_other_traces_are_links()
    {
        const string other = "00-11111111111111111111111111111111-2222222222222222-01";
        Activity[] spans = await CallAsync(
            "theader",
            new { headers = new Dictionary<string, string> { ["traceparent"] = DialectCalls.TraceParent } },
            $$$"""{"field_8888": {"traceparent": "{{{other}}}"}, "field_3333": {"uber-trace-id": "33333333333333333333333333333333:4444444444444444:0:1"}, "pinpoint": {"trace_id": "a^1^2"}}""");

        Activity span = spans.ShouldHaveSingleItem();
        span.ShouldTellOf("theader");
        span.Links.Select(l => (l.Context.SpanId.ToHexString(), l.Tags!.Single().Value)).ShouldBe([("2222222222222222", "trailing_field"), ("4444444444444444", "opentracing")]);
        span.GetTagItem("thrift.context.pinpoint.trace_id").ShouldBe("a^1^2");
    }

    private static async Task BeginsAnewAsync(string dialect, object context)
    {
        Activity span = (await CallAsync(dialect, context)).ShouldHaveSingleItem();
        span.ParentSpanId.ShouldBe(default);
        span.Links.ShouldBeEmpty();
    }

    private static async Task<Activity[]> CallAsync(string dialect, object context, string also = "{}")
    {
        SeenArguments seen = new();
        Activity[] spans = await RecordedSpans.OfAsync(async () =>
        {
            await using ThriftServer server = await DialectCalls.ServeAsync(seen, dialect == "http");
            string[] framing = dialect == "finagle" ? ["--framing", "framed"] : [];
            (await DialectPeer.CallAsync(
                DialectProgram.Dialects, server.Endpoint.Port!.Value, ["--dialect", dialect, "--context", JsonSerializer.Serialize(context), "--also", also, .. framing]))
                .Of<GotReply>().ShouldHaveSingleItem().Result.ShouldBe("hi");
        });
        seen.All.ShouldBe(["echo{text=\"hi\"}"]);
        return spans;
    }
}
