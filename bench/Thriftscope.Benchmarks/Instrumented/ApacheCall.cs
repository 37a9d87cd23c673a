using System.Net;
using System.Net.Sockets;
using Thrift;
using Thrift.Processor;
using Thrift.Protocol;
using Thrift.Server;
using Thrift.Transport;
using Thrift.Transport.Client;
using Thrift.Transport.Server;
using Thriftscope.ApacheThrift;
using Thriftscope.Benchmarks.Apache;
using Thriftscope.Benchmarks.Telemetry;

namespace Thriftscope.Benchmarks.Instrumented;

/// <summary>A ping from Apache's client to Apache's processor: as it is, instrumented by us, or with telemetry written by hand.</summary>
internal static class ApacheCall
{
    private static readonly TConfiguration Configuration = new();

    public static Action Plain(bool overLoopback) => Ping(Connect(new PingPong.AsyncProcessor(new PingHandler()), overLoopback, _ => { }));

    public static Action Instrumented(string name, Listening listening, bool overLoopback)
    {
        // What it holds lives as long as the measurement.
#pragma warning disable CA2000
        ThriftInstrumentor instrumentor = new(sourceName: name);
#pragma warning restore CA2000
        listening.Start(name, name);
        ITAsyncProcessor processor = new PingPong.AsyncProcessor(new PingHandler());
        // In memory there is no server to instrument.
        PingPong.Client client = Connect(overLoopback ? processor : instrumentor.Instrument(processor), overLoopback, instrumentor.Instrument);
        instrumentor.Instrument(client);
        return Ping(client);
    }

    public static Action WithHandWritten(string name, Listening listening, bool overLoopback)
    {
        HandWritten telemetry = new(name, listening);
        PingPong.Client client = Connect(telemetry.Around(new PingPong.AsyncProcessor(new PingHandler())), overLoopback, _ => { });
        return () => telemetry.PingAsync(client).GetAwaiter().GetResult();
    }

    private static Action Ping(PingPong.Client client) => () => client.ping().GetAwaiter().GetResult();

    private static PingPong.Client Connect(ITAsyncProcessor processor, bool overLoopback, Action<TServer> instrument) =>
        overLoopback ? ConnectOverLoopback(processor, instrument) : new PingPong.Client(new TBinaryProtocol(new MemoryCallTransport(processor)));

    private static PingPong.Client ConnectOverLoopback(ITAsyncProcessor processor, Action<TServer> instrument)
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Server.NoDelay = true;
        listener.Start();
        TThreadPoolAsyncServer server = new(
            processor, new TServerSocketTransport(listener, Configuration), new TBufferedTransport.Factory(), new TBinaryProtocol.Factory());
        instrument(server);
        _ = server.ServeAsync(CancellationToken.None);
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        PingPong.Client client = new(new TBinaryProtocol(new TBufferedTransport(new TSocketTransport(IPAddress.Loopback, port, Configuration))));
        client.OpenTransportAsync().GetAwaiter().GetResult();
        return client;
    }

    private sealed class PingHandler : PingPong.IAsync
    {
        public Task<string> ping(CancellationToken cancellationToken = default) => Task.FromResult("pong");

        public Task<Reading> echo(Reading? reading, CancellationToken cancellationToken = default) => Task.FromResult(reading!);

        public Task<Usage> usage(CancellationToken cancellationToken = default) => Task.FromResult(new Usage());
    }
}
