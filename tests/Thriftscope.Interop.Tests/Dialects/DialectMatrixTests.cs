using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Thriftscope.AspNetCore;
using Thriftscope.Interop.Tests.Context;

namespace Thriftscope.Interop.Tests.Dialects;

/// <summary>Each dialect in each protocol and framing, multiplexed or not, against peers that were written from its description alone.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class DialectMatrixTests
{
    public static TheoryData<DialectCell> Read => [.. DialectCell.Read];

    public static TheoryData<DialectCell> Written => [.. DialectCell.Written];

    [Theory]
    [MemberData(nameof(Read))]
    public Task A_server_goes_on_with_a_peers_trace_and_its_handler_sees_nothing_of_it(DialectCell cell) => DialectResults.RunAsync(cell, isRead: true, async () =>
    {
        SeenArguments seen = new();
        Activity[] spans = await RecordedSpans.OfAsync(async () =>
        {
            await using ThriftServer server = await DialectCalls.ServeAsync(seen, cell.Dialect == "http");
            int port = server.Endpoint.Port!.Value;
            if (cell.Protocol == "json")
            {
                (await JsonPeer.CallAsync(port, cell, JsonPeer.Fields(cell.Dialect))).ShouldBe("hi");
                (await JsonPeer.CallAsync(port, cell, "")).ShouldBe("hi");
                return;
            }

            // A second call without any context: nothing of the first one's is left on the connection.
            var lines = await DialectPeer.CallAsync(DialectProgram.Dialects, port, DialectCalls.Options(cell));
            lines.Of<GotReply>().ShouldHaveSingleItem().Result.ShouldBe("hi");
            lines.Of<GotProbe>().ShouldAllBe(p => p.Accepted);
            string[] plain = ["--protocol", cell.Protocol, "--framing", cell.Framing == "own" ? "framed" : cell.Framing];
            if (cell.Dialect != "http")
                (await DialectPeer.CallAsync(DialectProgram.Dialects, port, plain)).Of<GotReply>().ShouldHaveSingleItem().Result.ShouldBe("hi");
        });

        Activity[] servers = [.. spans.Where(s => s.Kind == ActivityKind.Server)];
        servers.Length.ShouldBe(cell.Dialect == "http" ? 1 : 2);
        servers[0].ShouldTellOf(cell.Dialect);
        servers[0].DisplayName.ShouldBe("Echo/echo");
        servers.Skip(1).ShouldAllBe(s => s.ParentSpanId == default);
        seen.All.ShouldAllBe(arguments => arguments == "echo{text=\"hi\"}");
    });

    [Theory]
    [MemberData(nameof(Written))]
    public Task A_peer_sees_the_clients_span_and_one_that_knows_nothing_of_it_is_not_disturbed(DialectCell cell) => DialectResults.RunAsync(cell, isRead: false, async () =>
    {
        SeenIds? ids = null;
        Activity[] spans = await RecordedSpans.OfAsync(async () => ids = cell.Protocol == "json" ? await CallJsonAsync(cell) : await CallAsync(cell));

        Activity client = spans.First(s => s.Kind == ActivityKind.Client);
        ids.ShouldNotBeNull();
        ids.TraceId.ShouldBe(client.TraceId.ToHexString());
        ids.SpanId.ShouldBe(client.SpanId.ToHexString());
        ids.Sampled.ShouldBe(true);
    });

    private static async Task<SeenIds> CallAsync(DialectCell cell)
    {
        bool isHttp = cell.Dialect == "http";
        string[] options = isHttp ? ["--http"] : cell.Dialect is "thriftpy" or "finagle" ? ["--upgrade", cell.Dialect] : [];
        await using DialectPeer peer = await DialectPeer.ServeAsync(DialectProgram.Dialects, options);
        await using (ServiceClient client = DialectCalls.Client(EndpointOf(peer, cell), cell))
            (await client.CallAsync<string>("echo", "hi")).ShouldBe("hi");
        SeenRequest request = await peer.NextAsync<SeenRequest>();
        request.Text.ShouldBe("hi");
        request.UnknownFields.ShouldBeEmpty();
        request.Name.ShouldBe(cell.IsMultiplexed ? "Echo:echo" : "echo");

        await using DialectPeer plain = await DialectPeer.ServeAsync(DialectProgram.Dialects, isHttp ? ["--http"] : []);
        await using (ServiceClient client = DialectCalls.Client(EndpointOf(plain, cell), cell))
        {
            (await client.CallAsync<string>("echo", "hi")).ShouldBe("hi");
            await client.CallAsync("note", "hi");
            (await client.CallAsync<string>("echo", "hi")).ShouldBe("hi");
        }

        return request.Ids.ShouldHaveSingleItem();
    }

    private static async Task<SeenIds> CallJsonAsync(DialectCell cell)
    {
        using TcpListener listener = new(IPAddress.Loopback, port: 0);
        listener.Start();
        Task<JsonElement> answering = JsonPeer.AnswerAsync(listener, cell);
        await using ServiceClient client = DialectCalls.Client($"tcp://{listener.LocalEndpoint}?{cell.Query}", cell);
        (await client.CallAsync<string>("echo", "hi")).ShouldBe("hi");
        string[] parent = (await answering)[4].GetProperty("8888").GetProperty("map")[3].GetProperty("traceparent").GetString()!.Split('-');
        return new SeenIds(cell.Dialect, "w3c", parent[1], parent[2], parent[3] == "01");
    }

    private static string EndpointOf(DialectPeer peer, DialectCell cell) =>
        cell.Dialect == "http" ? $"http://127.0.0.1:{peer.Port}/?protocol={cell.Protocol}" : peer.Endpoint(cell.Query);
}
