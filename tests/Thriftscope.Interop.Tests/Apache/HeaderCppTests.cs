using System.Diagnostics;
using System.Net;
using Thrift;
using Thrift.Transport.Client;
using Thriftscope.ApacheThrift;
using Thriftscope.Interop.Tests.Context;
using Thriftscope.Interop.Tests.Matrix;
using Thriftscope.Interop.Tests.Matrix.DotNet;

namespace Thriftscope.Interop.Tests.Apache;

/// <summary>The context in the headers of Apache's C++ library.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class HeaderCppTests(MatrixFixture fixture) : IClassFixture<MatrixFixture>
{
    [Theory]
    [InlineData("binary")]
    [InlineData("compact")]
    public async Task The_peers_server_sees_the_context_of_our_client(string protocol)
    {
        Cell cell = CellOf(protocol);
        string address = await (await fixture.PeerAsync(PeerName.Cpp)).ServeAsync(cell);
        THeaderOptions options = new() { Protocol = protocol == "compact" ? THeaderSubprotocol.Compact : THeaderSubprotocol.Binary };
        THeaderTransport transport = new(new TSocketTransport(IPAddress.Loopback, int.Parse(address, null), new TConfiguration()), options);

        Activity[] spans = await RecordedSpans.OfAsync(async () =>
        {
            using Matrix.DotNet.Newer.Client client = new(new THeaderProtocol(transport));
            ThriftInstrumentor.Instrument(client);
            await client.OpenTransportAsync();
            (await client.echoI32(5)).ShouldBe(5);
        });

        transport.Headers["seen-traceparent"].ShouldBe(spans.ShouldHaveSingleItem().Id);
        spans[0].GetTagItem("thrift.transport").ShouldBe("header");
        spans[0].GetTagItem("thrift.protocol").ShouldBe(protocol);
    }

    [Theory]
    [InlineData("binary")]
    [InlineData("compact")]
    public async Task Our_server_is_below_the_context_of_the_peers_client(string protocol)
    {
        Cell cell = CellOf(protocol);
        IMatrixPeer peer = await fixture.PeerAsync(PeerName.Cpp);

        Activity[] spans = await RecordedSpans.OfAsync(async () =>
        {
            await using ApacheServer server = new("header", protocol, new Matrix.DotNet.Matrix.AsyncProcessor(DotNetHandler.Create()));
            (await peer.CallAsync(cell, $"{server.Port}", ["echoI32"])).ShouldHaveSingleItem().Value.ShouldBe("");
        });

        // One for each value that the peer sends.
        spans.ShouldNotBeEmpty();
        foreach (Activity span in spans)
        {
            span.TraceId.ToString().ShouldBe("0af7651916cd43dd8448eb211c80319c");
            span.ParentSpanId.ToString().ShouldBe("b7ad6b7169203331");
            span.GetTagItem("thrift.transport").ShouldBe("header");
            span.GetTagItem("thrift.protocol").ShouldBe(protocol);
        }
    }

    private static Cell CellOf(string protocol) => MatrixCells.All.Single(c => c.Protocol == protocol && c.Wire.Name == "THeader");
}
