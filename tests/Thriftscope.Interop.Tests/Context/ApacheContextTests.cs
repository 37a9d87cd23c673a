using System.Diagnostics;
using Thriftscope.AspNetCore;

namespace Thriftscope.Interop.Tests.Context;

/// <summary>The trailing context field between us and an Apache peer that writes and reads it by hand.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class ApacheContextTests(InteropFixture fixture) : IClassFixture<InteropFixture>
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string SpanId = "b7ad6b7169203331";

    [Theory]
    [InlineData("unframed")]
    [InlineData("framed")]
    public async Task A_context_from_the_peer_is_the_parent_of_our_server_span(string transport)
    {
        PeerProcess peer = await fixture.PeerAsync(PeerKind.ApachePython, transport);

        Activity[] spans = await RecordedSpans.OfAsync(async () =>
        {
            await using ThriftServer server = await InteropIdl.ServeAsync(new ThriftServiceBinding(InteropIdl.Interop, fixture.Handler));
            string context = $"dict(traceparent='00-{TraceId}-{SpanId}-01', tracestate='vendor=1')";
            (await peer.EvaluateAsync($"call_with_context({server.Endpoint.Port}, {context})")).ShouldBe("with context");
        });

        Activity span = spans.ShouldHaveSingleItem();
        span.TraceId.ToString().ShouldBe(TraceId);
        span.ParentSpanId.ToString().ShouldBe(SpanId);
        span.TraceStateString.ShouldBe("vendor=1");
        span.HasRemoteParent.ShouldBeTrue();
    }

    [Theory]
    [InlineData("unframed")]
    [InlineData("framed")]
    public async Task The_peer_reads_the_context_of_our_client_span(string transport)
    {
        PeerProcess peer = await fixture.PeerAsync(PeerKind.ApachePython, transport);
        string seen = "";

        Activity[] spans = await RecordedSpans.OfAsync(async () =>
        {
            await using ServiceClient client = await InteropIdl.ConnectAsync(peer.EndpointAt(await peer.EvaluateAsync("serve(context_reader)")));
            seen = await client.CallAsync<string>("echoString", "hello");
        });

        seen.ShouldBe(spans.ShouldHaveSingleItem().Id);
    }
}
