using System.Diagnostics;
using Thriftscope.AspNetCore;
using Thriftscope.Interop.Tests.Context;

namespace Thriftscope.Interop.Tests.Dialects;

/// <summary>Apache Thrift for Node behind THeader, in both directions.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class NodeHeaderTests
{
    [Theory]
    [InlineData("binary")]
    [InlineData("compact")]
    public async Task Its_client_gives_our_server_the_parent(string protocol)
    {
        SeenArguments seen = new();
        Activity[] spans = await RecordedSpans.OfAsync(async () =>
        {
            await using ThriftServer server = await DialectCalls.ServeAsync(seen);
            (await DialectPeer.CallAsync(
                DialectProgram.NodeTHeader, server.Endpoint.Port!.Value, "--protocol", protocol, "--count", "2",
                "--context", $$"""{"traceparent": "{{DialectCalls.TraceParent}}"}""")).Of<NodeReply>().Select(r => r.Result).ShouldBe(["hi", "hi"]);
        });

        spans.Length.ShouldBe(2);
        foreach (Activity span in spans)
            span.ShouldTellOf("theader");
        seen.All.ShouldBe(["echo{text=\"hi\"}", "echo{text=\"hi\"}"]);
    }

    [Theory]
    [InlineData("binary")]
    [InlineData("compact")]
    public async Task Its_server_gets_our_context(string protocol)
    {
        await using DialectPeer peer = await DialectPeer.ServeAsync(DialectProgram.NodeTHeader);
        DialectCell cell = new("theader", protocol, "own", IsMultiplexed: false);
        Activity[] spans = await RecordedSpans.OfAsync(async () =>
        {
            await using ServiceClient client = DialectCalls.Client(peer.Endpoint(cell.Query), cell);
            (await client.CallAsync<string>("echo", "hi")).ShouldBe("hi");
        });

        (await peer.NextAsync<NodeRequest>()).Headers["traceparent"].ShouldBe(spans.ShouldHaveSingleItem().Id);
    }
}
