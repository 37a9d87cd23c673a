using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
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

namespace Thriftscope.ApacheThrift.Tests.Headers;

/// <summary>A server with THeader, whose handlers know the transport of their connection, and clients for it.</summary>
internal sealed class HeaderRig : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<IDisposable> _clients = [];
    private readonly Task _serving;

    /// <param name="kind">The server class.</param>
    /// <param name="options">What the server reads.</param>
    /// <param name="recording">Observes the server, if there is one.</param>
    /// <param name="limits">The server's limits.</param>
    /// <param name="byProtocolsOnly">Whether the server has no factory of transports.</param>
    public HeaderRig(
        ServerKind kind = ServerKind.ThreadPool,
        THeaderOptions? options = null,
        Recording? recording = null,
        TConfiguration? limits = null,
        bool byProtocolsOnly = false)
    {
        _listener.Start();
        TServerSocketTransport sockets = new(_listener, limits ?? new TConfiguration());
        THeaderTransportFactory headers = new(options);
        TTransportFactory transports = byProtocolsOnly ? new TBufferedTransport.Factory() : headers;
        THeaderProtocolFactory protocols = new(options);
        Processors processors = new(this, byProtocolsOnly ? null : headers);
        Server = kind switch
        {
            ServerKind.Simple => new TSimpleAsyncServer(processors, sockets, transports, transports, protocols, protocols, (ILogger?)null),
            ServerKind.ThreadPool => new TThreadPoolAsyncServer(processors, sockets, transports, protocols),
            _ => new CustomServer(processors, sockets, transports, protocols),
        };
        recording?.Instrumentor.Instrument(Server);
        _serving = Task.Run(() => Server.ServeAsync(_stop.Token));
    }

    public TServer Server { get; }

    public CalculatorHandler Handler { get; } = new();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The transports of the connections, in the order of their coming.</summary>
    public ConcurrentQueue<THeaderTransport> Connections { get; } = [];

    /// <summary>The transport of the only connection.</summary>
    public THeaderTransport Connection => Connections.ShouldHaveSingleItem();

    public TSocketTransport NewSocket() => new(IPAddress.Loopback, Port, new TConfiguration());

    /// <summary>A connected client with THeader, and its transport.</summary>
    public async Task<(Calculator.Client Client, THeaderTransport Transport)> ConnectAsync(THeaderOptions? options = null, Recording? recording = null)
    {
        THeaderTransport transport = new(NewSocket(), options);
        return (await ConnectAsync(new THeaderProtocol(transport), recording), transport);
    }

    public async Task<Calculator.Client> ConnectAsync(TProtocol protocol, Recording? recording = null)
    {
        Calculator.Client client = new(protocol);
        _clients.Add(client);
        recording?.Instrumentor.Instrument(client);
        await client.OpenTransportAsync().InTime();
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IDisposable client in _clients)
            client.Dispose();
        await _stop.CancelAsync();
        await _serving.InTime();
        Server.Stop();
        _listener.Dispose();
        _stop.Dispose();
    }

    private sealed class Processors(HeaderRig rig, THeaderTransportFactory? headers) : ITProcessorFactory
    {
        public ITAsyncProcessor GetAsyncProcessor(TTransport trans, TServer? baseServer = null)
        {
            if (headers is not null)
                rig.Connections.Enqueue(headers.GetTransport(trans));
            return new Calculator.AsyncProcessor(rig.Handler, QuietLogger<Calculator.AsyncProcessor>.Instance);
        }
    }
}
