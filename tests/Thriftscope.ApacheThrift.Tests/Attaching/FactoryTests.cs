using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Thrift;
using Thrift.Processor;
using Thrift.Protocol;
using Thrift.Server;
using Thrift.Transport;
using Thrift.Transport.Client;
using Thrift.Transport.Server;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Attaching;

/// <summary>Every set of things that can be observed at a server leaves one span of each call, and the call as it was.</summary>
public class FactoryTests
{
    private static readonly TConfiguration Configuration = new();

    public static TheoryData<TransportKind, bool, bool, bool, bool> Sets =>
    [
        .. from transport in Enum.GetValues<TransportKind>()
           from server in (bool[])[false, true]
           from processor in (bool[])[false, true]
           from protocols in (bool[])[false, true]
           from transports in (bool[])[false, true]
           where server || processor || protocols
           select (transport, server, processor, protocols, transports),
    ];

    [Theory]
    [MemberData(nameof(Sets))]
    public async Task Whatever_is_observed_at_a_server_leaves_one_span_of_each_call(
        TransportKind transport, bool server, bool processor, bool protocols, bool transports)
    {
        using Recording recording = new();
        ThriftInstrumentor instrumentor = recording.Instrumentor;
        Cell cell = new(Transport: transport);
        ITAsyncProcessor served = new Calculator.AsyncProcessor(new CalculatorHandler());
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        TThreadPoolAsyncServer observed = new(
            processor ? instrumentor.Instrument(served) : served,
            new TServerSocketTransport(listener, Configuration),
            transports ? instrumentor.Instrument(cell.TransportFactory) : cell.TransportFactory,
            protocols ? instrumentor.Instrument(cell.ProtocolFactory, "Calculator") : cell.ProtocolFactory);
        if (server)
            instrumentor.Instrument(observed);
        using CancellationTokenSource stop = new();
        Task serving = observed.ServeAsync(stop.Token);

        using (Calculator.Client client = new(cell.ProtocolFactory.GetProtocol(cell.TransportFactory.GetTransport(
            new TSocketTransport(IPAddress.Loopback, ((IPEndPoint)listener.LocalEndpoint).Port, Configuration)))))
        {
            await client.OpenTransportAsync().InTime();
            for (int i = 0; i < 3; i++)
                (await client.add(i, 2).InTime()).ShouldBe(i + 2);
            await client.notify("").InTime();
            (await client.ping().InTime()).ShouldBe("pong");

            IReadOnlyList<Activity> spans = await recording.SpansAsync(ActivityKind.Server, 5);
            spans.Select(s => s.DisplayName).ShouldBe(["Calculator/add", "Calculator/add", "Calculator/add", "Calculator/notify", "Calculator/ping"]);
            spans.ShouldAllBe(s => s.Status == ActivityStatusCode.Unset);
            spans[1].GetTagItem("thrift.response.size").ShouldBe(spans[0].GetTagItem("thrift.response.size"));
            ((long)spans[0].GetTagItem("thrift.response.size")!).ShouldBeGreaterThan(20);
            ((long)spans[0].GetTagItem("thrift.request.size")!).ShouldBeGreaterThan(20);
            await recording.Metrics.SumAsync("thrift.server.active_requests", 0);
        }

        await stop.CancelAsync();
        observed.Stop();
        await serving.InTime();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_on_two_observed_protocols_leaves_a_span_of_each_call(bool client)
    {
        using Recording recording = new();
        await using Rig rig = new(new Cell(Transport: TransportKind.Framed));
        _ = rig.Start();
        TTransport endpoint = rig.NewEndpoint();
        TProtocolFactory protocols = recording.Instrumentor.Instrument(new TBinaryProtocol.Factory(), "Calculator");
        using Calculator.Client caller = new(
            protocols.GetProtocol(new TFramedTransport(endpoint)), protocols.GetProtocol(new TFramedTransport(endpoint)));
        if (client)
            recording.Instrumentor.Instrument(caller);
        await endpoint.OpenAsync().InTime();

        (await caller.add(1, 2).InTime()).ShouldBe(3);
        (await caller.add(3, 4).InTime()).ShouldBe(7);

        IReadOnlyList<Activity> spans = await recording.SpansAsync(ActivityKind.Client, 2);
        spans.ShouldAllBe(s => s.DisplayName == "Calculator/add" && Equals(s.GetTagItem("rpc.status_code"), "OK"));
        spans[1].GetTagItem("thrift.response.size").ShouldBe(spans[0].GetTagItem("thrift.response.size"));
    }
}
