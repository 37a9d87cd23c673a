using System.Diagnostics;
using OpenTelemetry;
using Thrift.Processor;
using Thriftscope.Interop.Tests.Context;

namespace Thriftscope.Interop.Tests.Apache;

/// <summary>The context between Apache's instrumented clients and servers and a peer that carries it as OpenTelemetry's Java agent does.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class TracedPythonTests(InteropFixture fixture) : IClassFixture<InteropFixture>
{
    public static MatrixTheoryData<string, string> All => new([.. PeerMatrix.Transports, "header"], ["binary", "compact"]);

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_peers_server_span_is_below_our_client_span(string transport, string protocol)
    {
        PeerProcess peer = await fixture.PeerAsync(PeerKind.ApachePython, transport, protocol);
        string endpoint = peer.EndpointAt(await peer.EvaluateAsync("serve(plain, traced)"));

        Activity[] spans = await RecordedSpans.OfAsync(async () =>
        {
            using Interop.Client client = await ApacheEndpoint.ConnectAsync(endpoint);
            await client.note("psst", 7);
            (await client.join(["a", "b"], "-")).ShouldBe("a-b");
        });

        spans.Length.ShouldBe(2);
        foreach (Activity span in spans)
            await ShouldBeParentAsync(peer, span, span.DisplayName["Interop/".Length..]);
        await peer.EvaluateAsync("expect(seen['note'], ('psst', 7))");
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Our_server_span_is_below_the_peers_client_span(string transport, string protocol)
    {
        PeerProcess peer = await fixture.PeerAsync(PeerKind.ApachePython, transport, protocol);

        Activity[] spans = await RecordedSpans.OfAsync(async () =>
        {
            await using ApacheServer server = new(transport, protocol);
            string results = await peer.EvaluateAsync($"[(c := client({server.Port}, protocols=traced)).note('psst', 7), c.join(['a', 'b'], '-')]");
            results.ShouldBe("[None, 'a-b']");
        });

        spans.Length.ShouldBe(2);
        foreach (Activity span in spans)
            await ShouldBeChildAsync(peer, span, span.DisplayName["Interop/".Length..]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_multiplexed_call_is_below_our_client_span(string transport, string protocol)
    {
        PeerProcess peer = await fixture.PeerAsync(PeerKind.ApachePython, transport, protocol);
        string endpoint = peer.EndpointAt(await peer.EvaluateAsync("serve(multiplexed, traced)"));

        Activity[] spans = await RecordedSpans.OfAsync(async () =>
        {
            using Interop.Client client = await ApacheEndpoint.ConnectAsync(endpoint, "first");
            (await client.echoI32(5)).ShouldBe(5);
        });

        spans.ShouldHaveSingleItem().DisplayName.ShouldBe("first/echoI32");
        await ShouldBeParentAsync(peer, spans[0], "first:echoI32");
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_multiplexed_call_is_below_the_peers_client_span(string transport, string protocol)
    {
        PeerProcess peer = await fixture.PeerAsync(PeerKind.ApachePython, transport, protocol);
        TMultiplexedProcessor processor = new();
        processor.RegisterProcessor("first", new Interop.AsyncProcessor(new ApacheHandler()));

        Activity[] spans = await RecordedSpans.OfAsync(async () =>
        {
            await using ApacheServer server = new(transport, protocol, processor);
            (await peer.EvaluateAsync($"client({server.Port}, 'Interop', 'first', traced).echoI32(5)")).ShouldBe("5");
        });

        spans.ShouldHaveSingleItem().DisplayName.ShouldBe("first/echoI32");
        await ShouldBeChildAsync(peer, spans[0], "first:echoI32");
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Tracestate_and_baggage_go_through_the_peer(string transport, string protocol)
    {
        PeerProcess peer = await fixture.PeerAsync(PeerKind.ApachePython, transport, protocol);
        string endpoint = peer.EndpointAt(await peer.EvaluateAsync("serve(passing_on, traced)"));
        using Activity caller = new Activity("caller") { ActivityTraceFlags = ActivityTraceFlags.Recorded, TraceStateString = "vendor=1" }.Start();
        Baggage.SetBaggage("user", "ada");

        Activity[] spans = await RecordedSpans.OfAsync(async () =>
        {
            await using ApacheServer server = new(transport, protocol);
            using Interop.Client client = await ApacheEndpoint.ConnectAsync(endpoint);
            (await client.relay([server.Endpoint], "text")).ShouldBe("text");
        });

        PeerSpan[] passed = await PeerSpan.OfAsync(peer, caller.TraceId.ToString());
        passed.Select(s => s.Kind).ShouldBe(["Server", "Client"]);
        passed.ShouldAllBe(s => s.Tracestate == "vendor=1" && s.Baggage == "user=ada");
        Activity last = spans.Single(s => s.Kind == ActivityKind.Server);
        last.ParentSpanId.ToString().ShouldBe(passed[1].Span);
        last.TraceStateString.ShouldBe("vendor=1");
    }

    private static async Task ShouldBeParentAsync(PeerProcess peer, Activity span, string name)
    {
        PeerSpan child = (await PeerSpan.OfAsync(peer, span.TraceId.ToString())).ShouldHaveSingleItem();
        child.ShouldSatisfyAllConditions(
            () => child.Kind.ShouldBe("Server"), () => child.Name.ShouldEndWith(name), () => child.Parent.ShouldBe(span.SpanId.ToString()));
    }

    private static async Task ShouldBeChildAsync(PeerProcess peer, Activity span, string name)
    {
        PeerSpan parent = (await PeerSpan.OfAsync(peer, span.TraceId.ToString())).ShouldHaveSingleItem();
        parent.ShouldSatisfyAllConditions(
            () => parent.Kind.ShouldBe("Client"), () => parent.Name.ShouldBe(name), () => parent.Span.ShouldBe(span.ParentSpanId.ToString()));
        span.HasRemoteParent.ShouldBeTrue();
    }
}
