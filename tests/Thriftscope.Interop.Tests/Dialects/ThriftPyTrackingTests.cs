using System.Diagnostics;
using Thriftscope.AspNetCore;
using Thriftscope.Interop.Tests.Context;
using Thriftscope.Telemetry;

namespace Thriftscope.Interop.Tests.Dialects;

/// <summary>ThriftPy's own TTrackedClient and TTrackedProcessor, with us at either end and in the middle.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class ThriftPyTrackingTests
{
    private static readonly DialectCell[] Framings = [new("thriftpy", "binary", "unframed", false), new("thriftpy", "binary", "framed", false)];

    public static TheoryData<DialectCell> Cells => [.. Framings];

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Its_client_gives_our_server_parent_request_id_seqs_and_meta(DialectCell cell)
    {
        Relay relay = new();
        ThriftPyCall[] calls = [];
        Activity[] spans = await RecordedSpans.OfAsync(async () =>
        {
            await using ThriftServer server = await ServeAsync(relay);
            calls = (await DialectPeer.CallAsync(
                DialectProgram.ThriftPyTracking, server.Endpoint.Port!.Value, "--framing", cell.Framing, "--count", "2", "--app-id", "shop",
                "--meta", $$"""{"traceparent": "{{DialectCalls.TraceParent}}", "tenant": "blue"}""")).Of<ThriftPyCall>();
        });

        calls.Select(c => (c.Upgraded, c.Result, c.Record!.Status)).ShouldBe([(true, "hi", true), (true, "hi", true)]);
        relay.Seen.ShouldBe([(calls[0].Record!.RequestId, "1", "tenant=blue"), (calls[1].Record!.RequestId, "2", "tenant=blue")]);
        relay.AppIds.ShouldBe(["shop"]);
        spans.Length.ShouldBe(2);
        foreach (Activity span in spans)
        {
            span.ShouldTellOf("thriftpy");
            span.GetTagItem("thrift.context.thriftpy.request_id").ShouldNotBeNull();
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Its_server_gets_our_context_and_seqs(DialectCell cell)
    {
        await using DialectPeer peer = await DialectPeer.ServeAsync(DialectProgram.ThriftPyTracking, "--framing", cell.Framing);
        Activity[] spans = await RecordedSpans.OfAsync(async () =>
        {
            await using ServiceClient client = DialectCalls.Client(peer.Endpoint(cell.Query), cell);
            (await client.CallAsync<string>("echo", "hi")).ShouldBe("hi");
            (await client.CallAsync<string>("echo", "ho")).ShouldBe("ho");
        });

        ThriftPyHeader[] headers = [await peer.NextAsync<ThriftPyHeader>(), await peer.NextAsync<ThriftPyHeader>()];
        headers.Select(h => h.Seq).ShouldBe(["1", "2"]);
        headers.Select(h => h.Meta!["traceparent"]).ShouldBe(spans.Select(s => s.Id!));
    }

    [Fact]
    public async Task Its_exception_without_a_header_is_understood_and_the_connection_goes_on()
    {
        await using DialectPeer peer = await DialectPeer.ServeAsync(DialectProgram.ThriftPyTracking);
        ThriftService newer = ThriftModule.Load(new StringReader("service Echo { string echo(1: string text), string missing() }"), "newer").Service("Echo");
        await using ServiceClient client = newer.CreateClient(
            ThriftEndpoint.Parse(peer.Endpoint()), new ThriftClientOptions { Context = new ThriftContextOptions { Write = [ThriftContextDialects.ThriftPy] } });

        (await Should.ThrowAsync<ThriftApplicationException>(() => client.CallAsync<string>("missing"))).Error.ShouldBe(ThriftApplicationError.UnknownMethod);
        (await client.CallAsync<string>("echo", "hi")).ShouldBe("hi");
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task With_us_in_the_middle_of_three_hops_ids_seqs_and_trace_go_on(DialectCell cell)
    {
        await using DialectPeer last = await DialectPeer.ServeAsync(DialectProgram.ThriftPyTracking, "--framing", cell.Framing);
        ThriftPyCall call = null!;
        Activity[] spans = await RecordedSpans.OfAsync(async () =>
        {
            await using ServiceClient next = DialectCalls.Client(last.Endpoint(cell.Query), cell);
            await using ThriftServer middle = await ServeAsync(new Relay { Next = next, Times = 2 });
            call = (await DialectPeer.CallAsync(
                DialectProgram.ThriftPyTracking, middle.Endpoint.Port!.Value, "--framing", cell.Framing,
                "--meta", $$"""{"traceparent": "{{DialectCalls.TraceParent}}", "tracestate": "a=1", "tenant": "blue"}""")).Of<ThriftPyCall>().ShouldHaveSingleItem();
        });

        ThriftPyHeader[] headers = [await last.NextAsync<ThriftPyHeader>(), await last.NextAsync<ThriftPyHeader>()];
        headers.ShouldAllBe(h => h.RequestId == call.Record!.RequestId && h.Meta!["tenant"] == "blue");
        headers.Select(h => h.Seq).ShouldBe(["1.1", "1.2"]);
        Activity server = spans.Single(s => s.Kind == ActivityKind.Server);
        server.ShouldTellOf("thriftpy");
        Activity[] clients = [.. spans.Where(s => s.Kind == ActivityKind.Client)];
        clients.ShouldAllBe(c => c.ParentSpanId == server.SpanId);
        headers.Select(h => h.Meta!["traceparent"]).ShouldBe(clients.Select(c => c.Id!));
    }

    [Fact]
    public async Task Through_its_server_our_trace_and_the_seqs_reach_our_next_one()
    {
        Relay relay = new();
        Activity[] spans = await RecordedSpans.OfAsync(async () =>
        {
            await using ThriftServer last = await ServeAsync(relay);
            await using DialectPeer middle = await DialectPeer.ServeAsync(DialectProgram.ThriftPyTracking, "--next", $"{last.Endpoint.Port}", "--next-times", "2");
            await using ServiceClient client = DialectCalls.Client(middle.Endpoint(), Framings[0]);
            (await client.CallAsync<string>("echo", "hi")).ShouldBe("hi");
        });

        relay.Seen.Select(s => s.Seq).ShouldBe(["1.1", "1.2"]);
        relay.Seen.Select(s => s.RequestId).Distinct().ShouldHaveSingleItem();
        Activity first = spans.Single(s => s.Kind == ActivityKind.Client);
        Activity[] servers = [.. spans.Where(s => s.Kind == ActivityKind.Server)];
        servers.Length.ShouldBe(2);
        // ThriftPy has no spans: what it passes on is of the client before it.
        servers.ShouldAllBe(s => s.TraceId == first.TraceId && s.ParentSpanId == first.SpanId);
    }

    private static Task<ThriftServer> ServeAsync(Relay relay) =>
        DialectCalls.Service.ServeAsync("tcp://127.0.0.1:0", relay, new ThriftServerOptions { Tracker = relay.Tracker });

    /// <summary>Tells what tracking knows, and calls on.</summary>
    private sealed class Relay
    {
        private readonly HandshakeTracker _tracker = new();

        public ServiceClient? Next { get; init; }

        public int Times { get; init; }

        public ThriftTracker Tracker => _tracker;

        public List<(string? RequestId, string? Seq, string Meta)> Seen { get; } = [];

        public List<string?> AppIds => _tracker.AppIds;

        public async Task<string> Echo(string text)
        {
            Seen.Add((ThriftTracking.RequestId, ThriftTracking.Seq, string.Join(' ', ThriftTracking.Meta.Select(m => $"{m.Key}={m.Value}"))));
            for (int i = 0; i < Times; i++)
                await Next!.CallAsync<string>("echo", text);
            return text;
        }

        public void Fail()
        {
        }

        public void Note(string text)
        {
        }
    }

    private sealed class HandshakeTracker : ThriftTracker
    {
        public List<string?> AppIds { get; } = [];

        public override void HandleHandshake(ThriftHandshake handshake) => AppIds.Add(handshake.AppId);
    }
}
