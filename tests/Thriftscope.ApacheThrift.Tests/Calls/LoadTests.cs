using System.Diagnostics;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Calls;

/// <summary>Many calls, one after the other and at once.</summary>
public class LoadTests
{
    public static TheoryData<ServerKind, ProtocolKind, TransportKind> Cells => new(
        from server in new[] { ServerKind.ThreadPool, ServerKind.Custom }
        from protocol in Enum.GetValues<ProtocolKind>()
        from transport in new[] { TransportKind.Buffered, TransportKind.Framed }
        select (server, protocol, transport));

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Calls_on_several_connections_at_once_find_their_own_spans(ServerKind server, ProtocolKind protocol, TransportKind transport)
    {
        const int Connections = 4, Calls = 40;
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording, cell: new Cell(server, protocol, transport));
        List<Calculator.Client> clients = [];
        for (int i = 0; i < Connections; i++)
            clients.Add(await rig.ConnectAsync(recording));

        await Task.WhenAll(clients.Select(async (client, c) =>
        {
            for (int i = 0; i < Calls; i++)
            {
                (await client.add(c, i)).ShouldBe(c + i);
                if (i % 10 == 0)
                    _ = await Should.ThrowAsync<Overdrawn>(client.divide(1, 0));
            }
        })).InTime();

        const int All = Connections * (Calls + Calls / 10);
        Dictionary<ActivitySpanId, Activity> here = (await recording.SpansAsync(ActivityKind.Client, All)).ToDictionary(s => s.SpanId);
        foreach (Activity there in await recording.SpansAsync(ActivityKind.Server, All))
        {
            here.Remove(there.ParentSpanId, out Activity? parent).ShouldBeTrue();
            parent!.DisplayName.ShouldBe(there.DisplayName);
            parent.Tag("rpc.status_code").ShouldBe(there.Tag("rpc.status_code"));
            parent.Tag("thrift.request.size").ShouldBe(there.Tag("thrift.request.size"));
            parent.Tag("thrift.response.size").ShouldBe(there.Tag("thrift.response.size"));
        }

        await recording.Metrics.SumAsync("thrift.client.active_requests", 0);
        await recording.Metrics.SumAsync("thrift.server.active_requests", 0);
    }

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task Thousands_of_calls_on_one_connection_leave_as_many_spans(ProtocolKind protocol)
    {
        const int Count = 2000;
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording, cell: new Cell(Protocol: protocol), relay: true);
        Calculator.Client client = await rig.ConnectAsync(recording);

        for (int i = 0; i < Count; i++)
            (await client.add(i, 1)).ShouldBe(i + 1);

        IReadOnlyList<Activity> here = await recording.SpansAsync(ActivityKind.Client, Count);
        IReadOnlyList<Activity> there = await recording.SpansAsync(ActivityKind.Server, Count);
        there.Select(s => s.ParentSpanId).ShouldBe(here.Select(s => s.SpanId));
        here.Sum(s => (long)s.Tag("thrift.request.size")!).ShouldBe(rig.Relay.Requests.Length);
        there.Sum(s => (long)s.Tag("thrift.response.size")!).ShouldBe(rig.Relay.Replies.Length);
        foreach (string side in (string[])["client", "server"])
        {
            await recording.Metrics.SumAsync($"thrift.{side}.active_requests", 0);
            recording.Metrics.Sum($"thrift.{side}.connections").ShouldBe(1);
            recording.Metrics.Sum($"rpc.{side}.call.duration").ShouldBe(
                recording.Spans.Where(s => s.Kind == (side == "client" ? ActivityKind.Client : ActivityKind.Server)).Sum(s => s.Duration.TotalSeconds), 0.01);
        }
    }
}
