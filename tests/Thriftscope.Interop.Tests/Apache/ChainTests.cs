using System.Diagnostics;
using Thriftscope.AspNetCore;
using Thriftscope.Interop.Tests.Context;

namespace Thriftscope.Interop.Tests.Apache;

/// <summary>A call that goes through all the runtimes that carry the context.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class ChainTests(InteropFixture fixture) : IClassFixture<InteropFixture>
{
    [Theory]
    [InlineData("unframed")]
    [InlineData("framed")]
    [InlineData("header")]
    public async Task A_call_through_four_services_in_three_runtimes_is_one_trace(string transport)
    {
        PeerProcess peer = await fixture.PeerAsync(PeerKind.ApachePython, transport);
        string python = peer.EndpointAt(await peer.EvaluateAsync("serve(passing_on, traced)"));

        Activity[] spans = await RecordedSpans.OfAsync(async () =>
        {
            await using ApacheServer apache = new(transport, "binary");
            await using ThriftServer thriftscope = await InteropIdl.ServeAsync(new ThriftServiceBinding(InteropIdl.Interop, new InteropHandler()));
            string ours = $"{thriftscope.Endpoint}?transport={transport}";
            using Interop.Client client = await ApacheEndpoint.ConnectAsync(python);
            (await client.relay([ours, apache.Endpoint, python], "text")).ShouldBe("text");
        });

        string trace = spans[0].TraceId.ToString();
        PeerSpan[] all = [.. spans.Select(PeerSpan.Of), .. await PeerSpan.OfAsync(peer, trace)];
        PeerSpan[] chain = [.. FromRoot(all)];
        chain.Length.ShouldBe(all.Length);
        chain.ShouldAllBe(s => s.Trace == trace);
        chain.Select(s => s.Kind).ShouldBe(["Client", "Server", "Client", "Server", "Client", "Server", "Client", "Server"]);
        chain.Select(s => s.Name).ShouldBe(
            ["Interop/relay", "relay", "relay", "Interop/relay", "Interop/relay", "Interop/relay", "Interop/relay", "relay"]);
    }

    private static IEnumerable<PeerSpan> FromRoot(PeerSpan[] spans)
    {
        for (PeerSpan? span = spans.Single(s => s.Parent == ""); span is not null; span = spans.SingleOrDefault(s => s.Parent == span.Span))
            yield return span;
    }
}
