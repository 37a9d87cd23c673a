using System.Net;
using System.Net.Sockets;
using Thrift;
using Thrift.Processor;
using Thrift.Protocol;
using Thrift.Server;
using Thrift.Transport;
using Thrift.Transport.Server;
using Thriftscope.ApacheThrift;

namespace Thriftscope.Interop.Tests.Apache;

/// <summary>An instrumented server of Apache's, on a free port.</summary>
internal sealed class ApacheServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Connections _connections = new();
    private readonly Task _serving;

    /// <param name="transport">framed, unframed or header.</param>
    /// <param name="protocol">binary or compact.</param>
    /// <param name="processor">What serves; by default the service Interop.</param>
    public ApacheServer(string transport, string protocol, ITAsyncProcessor? processor = null)
    {
        TServerSocketTransport sockets = new(new TcpListener(IPAddress.Loopback, 0), new TConfiguration());
        sockets.Listen();
        Port = sockets.GetPort();
        Endpoint = $"tcp://127.0.0.1:{Port}?transport={transport}&protocol={protocol}";
        ApacheEndpoint endpoint = new(Endpoint);
        TThreadPoolAsyncServer server = new(
            processor ?? new Interop.AsyncProcessor(new ApacheHandler()), sockets, endpoint.TransportFactory, endpoint.ProtocolFactory);
        server.SetEventHandler(_connections);
        ThriftInstrumentor.Instrument(server);
        _serving = server.ServeAsync(_stop.Token);
    }

    public int Port { get; }

    public string Endpoint { get; }

    /// <summary>Stops, and waits for the end of all connections: then their spans have ended too.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving.WaitAsync(TimeSpan.FromSeconds(10));
        await _connections.EndedAsync();
        _stop.Dispose();
    }

    private sealed class Connections : ITServerEventHandler
    {
        private int _open;

        public async Task EndedAsync()
        {
            using CancellationTokenSource patience = new(TimeSpan.FromSeconds(10));
            while (Volatile.Read(ref _open) > 0)
                await Task.Delay(2, patience.Token);
        }

        public Task PreServeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<object> CreateContextAsync(TProtocol input, TProtocol output, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _open);
            return Task.FromResult(new object());
        }

        public Task DeleteContextAsync(object serverContext, TProtocol input, TProtocol output, CancellationToken cancellationToken)
        {
            Interlocked.Decrement(ref _open);
            return Task.CompletedTask;
        }

        public Task ProcessContextAsync(object serverContext, TTransport transport, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
