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

/// <summary>Protocols and transports of the program's own, and their factories, work as they do without being observed.</summary>
public class OwnClassTests
{
    private static readonly AsyncLocal<string?> Tenant = new();

    [Fact]
    public void A_protocol_keeps_its_limit_of_nested_structs()
    {
        using Recording recording = new();
        TProtocol protocol = recording.Instrumentor.Instrument(new DeepProtocol(new TMemoryBufferTransport(new TConfiguration())));

        for (int i = 0; i < DeepProtocol.Limit; i++)
            protocol.IncrementRecursionDepth();

        _ = Should.Throw<TProtocolException>(protocol.IncrementRecursionDepth);
    }

    [Fact]
    public void A_clients_transport_is_disposed_of_once()
    {
        using Recording recording = new();
        PooledTransport transport = new();
        Calculator.Client client = new(new TBinaryProtocol(transport));
        recording.Instrumentor.Instrument(client);

        client.Dispose();

        transport.Returned.ShouldBe(1);
    }

    [Fact]
    public async Task What_a_protocol_puts_into_the_flow_arrives_in_the_handler()
    {
        string? tenant = null;
        using Recording recording = new();
        ITAsyncProcessor processor = recording.Instrumentor.Instrument(new Calculator.AsyncProcessor(
            new CalculatorHandler { Run = (script, _) => { tenant = Tenant.Value; return Task.FromResult(script); } }));
        using TMemoryBufferTransport input = new(await Wire.MessageAsync(ProtocolKind.Binary, "run", p => Wire.TextAsync(p, 1, "")), new TConfiguration());
        using TMemoryBufferTransport output = new(new TConfiguration());
        using TProtocol request = new TenantProtocol(new TBinaryProtocol(input));

        _ = await processor.ProcessAsync(request, new TBinaryProtocol(output));

        tenant.ShouldBe("blue");
    }

    [Fact]
    public async Task A_server_with_an_observed_protocol_factory_is_observed()
    {
        using Recording recording = new();
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        CalculatorHandler handler = new() { Run = (_, _) => throw new TTransportException("downstream") };
        TThreadPoolAsyncServer server = new(
            new TSingletonProcessorFactory(new Calculator.AsyncProcessor(handler)),
            new TServerSocketTransport(listener, new TConfiguration()),
            new TBufferedTransport.Factory(),
            recording.Instrumentor.Instrument(new TBinaryProtocol.Factory(), "Calculator"));
        using CancellationTokenSource stop = new();
        Task serving = Task.Run(() => server.ServeAsync(stop.Token));
        using (Calculator.Client client = Clients.New(port))
        {
            await client.OpenTransportAsync().InTime();
            (await client.add(1, 2).InTime()).ShouldBe(3);
            (await client.ping().InTime()).ShouldBe("pong");
            // Apache's processor lets it through, and the server closes the connection.
            _ = await Should.ThrowAsync<TTransportException>(client.run("").InTime());
        }

        await recording.Metrics.SumAsync("thrift.server.active_requests", 0);
        await stop.CancelAsync();
        await serving.InTime();
        server.Stop();
        IReadOnlyList<Activity> spans = await recording.SpansAsync(ActivityKind.Server, 3);
        spans.Select(s => s.DisplayName).ShouldBe(["Calculator/add", "Calculator/ping", "Calculator/run"]);
        spans.Select(s => s.Tag("error.type")).ShouldBe([null, null, "CANCELLED"]);
        spans.ShouldAllBe(s => (int)s.Tag("server.port")! == port && (int)s.Tag("network.peer.port")! != port);
        spans.Take(2).ShouldAllBe(s => (long)s.Tag("thrift.response.size")! > 20);
    }

    private sealed class DeepProtocol : TBinaryProtocol
    {
        public const int Limit = 200;

        public DeepProtocol(TTransport transport)
            : base(transport) => RecursionLimit = Limit;
    }

    private sealed class TenantProtocol(TProtocol inner) : TProtocolDecorator(inner)
    {
        // Not async, so that it is still there when the handler is called.
        public override Task ReadMessageEndAsync(CancellationToken cancellationToken)
        {
            Task read = base.ReadMessageEndAsync(cancellationToken);
            Tenant.Value = "blue";
            return read;
        }
    }

    private sealed class PooledTransport() : TMemoryBufferTransport(new TConfiguration())
    {
        public int Returned { get; private set; }

        protected override void Dispose(bool disposing)
        {
            Returned++;
            base.Dispose(disposing);
        }
    }
}
