using System.Diagnostics;
using Thrift.Protocol;
using Thrift.Transport;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Calls;

/// <summary>Protocols and connections that serve two purposes, or two clients.</summary>
public class SharingTests
{
    public static TheoryData<ProtocolKind, TransportKind> Layers => new(
        from protocol in Enum.GetValues<ProtocolKind>()
        from transport in Enum.GetValues<TransportKind>()
        select (protocol, transport));

    [Theory]
    [MemberData(nameof(Layers))]
    public async Task A_client_may_have_a_protocol_for_each_direction(ProtocolKind protocol, TransportKind transport)
    {
        Cell cell = new(Protocol: protocol, Transport: transport);
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording, cell: cell, relay: true);
        TTransport endpoint = rig.NewEndpoint();
        TTransport input = cell.TransportFactory.GetTransport(endpoint);
        TTransport output = cell.TransportFactory.GetTransport(endpoint);
        using Calculator.Client client = new(cell.ProtocolFactory.GetProtocol(input), cell.ProtocolFactory.GetProtocol(output));
        recording.Instrumentor.Instrument(client);
        await client.OpenTransportAsync().InTime();

        (await client.add(1, 2).InTime()).ShouldBe(3);
        (await client.ping().InTime()).ShouldBe("pong");

        IReadOnlyList<Activity> here = await recording.SpansAsync(ActivityKind.Client, 2);
        IReadOnlyList<Activity> there = await recording.SpansAsync(ActivityKind.Server, 2);
        there.Select(s => s.ParentSpanId).ShouldBe(here.Select(s => s.SpanId));
        here.Sum(s => (long)s.Tag("thrift.request.size")!).ShouldBe(rig.Relay.Requests.Length);
        here.Sum(s => (long)s.Tag("thrift.response.size")!).ShouldBe(rig.Relay.Replies.Length);
        here[0].Tag("server.port").ShouldBe(rig.Port);
        client.Dispose();
        await recording.Metrics.SumAsync("thrift.client.connections", 0);
    }

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task Two_clients_may_take_turns_on_one_connection(ProtocolKind protocol)
    {
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording, cell: new Cell(Protocol: protocol), relay: true);
        TProtocol shared = rig.NewProtocol();
        using Calculator.Client first = new(shared);
        using Calculator.Client second = new(shared);
        recording.Instrumentor.Instrument(first);
        recording.Instrumentor.Instrument(second);
        await first.OpenTransportAsync().InTime();

        for (int i = 0; i < 3; i++)
        {
            (await first.add(i, 1).InTime()).ShouldBe(i + 1);
            (await second.ping().InTime()).ShouldBe("pong");
        }

        IReadOnlyList<Activity> here = await recording.SpansAsync(ActivityKind.Client, 6);
        IReadOnlyList<Activity> there = await recording.SpansAsync(ActivityKind.Server, 6);
        there.Select(s => s.ParentSpanId).ShouldBe(here.Select(s => s.SpanId));
        here.Sum(s => (long)s.Tag("thrift.request.size")!).ShouldBe(rig.Relay.Requests.Length);
        recording.Metrics.Sum("thrift.client.connections").ShouldBe(1);
        first.Dispose();
        await recording.Metrics.SumAsync("thrift.client.connections", 0);
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public async Task Calls_may_be_sent_before_the_replies_to_earlier_ones_are_received(ProtocolKind protocol, TransportKind transport)
    {
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording, cell: new Cell(Protocol: protocol, Transport: transport), relay: true);
        Calculator.Client client = await rig.ConnectAsync(recording);
        const int Count = 5;

        for (int i = 0; i < Count; i++)
            await client.send_add(i, 1).InTime();
        for (int i = 0; i < Count; i++)
            (await client.recv_add().InTime()).ShouldBe(i + 1);

        IReadOnlyList<Activity> here = await recording.SpansAsync(ActivityKind.Client, Count);
        IReadOnlyList<Activity> there = await recording.SpansAsync(ActivityKind.Server, Count);
        there.Select(s => s.ParentSpanId).ShouldBe(here.Select(s => s.SpanId));
        here.ShouldAllBe(s => (string)s.Tag("rpc.status_code")! == "OK");
        here.Sum(s => (long)s.Tag("thrift.request.size")!).ShouldBe(rig.Relay.Requests.Length);
        here.Sum(s => (long)s.Tag("thrift.response.size")!).ShouldBe(rig.Relay.Replies.Length);
        await recording.Metrics.SumAsync("thrift.client.active_requests", 0);
    }

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task A_factory_that_is_observed_makes_protocols_that_are(ProtocolKind protocol)
    {
        Cell cell = new(Protocol: protocol);
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording, cell: cell, relay: true);
        TTransportFactory transports = recording.Instrumentor.Instrument(cell.TransportFactory);
        TProtocolFactory protocols = recording.Instrumentor.Instrument(cell.ProtocolFactory, "Sums");
        using Calculator.Client client = new(protocols.GetProtocol(transports.GetTransport(rig.NewEndpoint())));
        await client.OpenTransportAsync().InTime();

        (await client.add(1, 2).InTime()).ShouldBe(3);

        Activity here = await recording.ClientSpanAsync("Sums/add");
        (await recording.ServerSpanAsync("Calculator/add")).ParentSpanId.ShouldBe(here.SpanId);
        here.Tag("thrift.request.size").ShouldBe((long)rig.Relay.Requests.Length);
        here.Tag("thrift.response.size").ShouldBe((long)rig.Relay.Replies.Length);
        here.Tag("server.port").ShouldBe(rig.Port);
    }

    [Fact]
    public async Task A_protocol_that_is_observed_tells_the_service_of_a_client_that_is_observed_on_it()
    {
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording);
        using Calculator.Client client = new(recording.Instrumentor.Instrument(rig.NewProtocol()));
        recording.Instrumentor.Instrument(client);
        await client.OpenTransportAsync().InTime();

        (await client.add(1, 2).InTime()).ShouldBe(3);

        _ = await recording.ClientSpanAsync("Calculator/add");
        recording.Spans.Count(s => s.Kind == ActivityKind.Client).ShouldBe(1);
    }
}
