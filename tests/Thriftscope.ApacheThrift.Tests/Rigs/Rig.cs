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
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Rigs;

/// <summary>A server that runs, put together as a cell says, and the clients for it.</summary>
internal sealed class Rig : IAsyncDisposable
{
    private static readonly TConfiguration Configuration = new();

    private readonly CancellationTokenSource _stop = new();
    private readonly TServerTransport _serverTransport;
    private readonly string _pipe = $"thriftscope-{Guid.NewGuid():N}";
    private readonly int _port;
    private readonly Relay? _relay;
    private readonly List<TBaseClient> _clients = [];
    private Task _serving = Task.CompletedTask;

    /// <param name="cell">How to put the server together.</param>
    /// <param name="processors">What serves.</param>
    /// <param name="relay">Whether the client's bytes go through a relay that keeps them.</param>
    public Rig(Cell cell, ITProcessorFactory processors, bool relay = false)
    {
        Cell = cell;
        TcpListener listener = new(IPAddress.Loopback, 0);
        if (cell.Endpoint != EndpointKind.Pipe)
        {
            listener.Start();
            _port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        _serverTransport = cell.Endpoint switch
        {
            EndpointKind.Tcp => new TServerSocketTransport(listener, Configuration),
            // Without a validator of its own, Apache's transport turns every client away that shows no certificate.
            EndpointKind.Tls => new TTlsServerSocketTransport(listener, Configuration, Certificates.Loopback, Certificates.IsOurs),
            _ => new TNamedPipeServerTransport(_pipe, Configuration, NamedPipeServerFlags.None, 1),
        };
        Server = cell.Server switch
        {
            ServerKind.Simple => new TSimpleAsyncServer(
                processors, _serverTransport, cell.TransportFactory, cell.TransportFactory, cell.ProtocolFactory, cell.ProtocolFactory, (ILogger?)null),
            ServerKind.ThreadPool => new TThreadPoolAsyncServer(processors, _serverTransport, cell.TransportFactory, cell.ProtocolFactory),
            _ => new CustomServer(processors, _serverTransport, cell.TransportFactory, cell.ProtocolFactory),
        };
        if (relay)
            _relay = new Relay(_port);
    }

    public Rig(Cell cell, ITAsyncProcessor processor, bool relay = false)
        : this(cell, new TSingletonProcessorFactory(processor), relay)
    {
    }

    public Rig(Cell cell, CalculatorHandler? handler = null, bool relay = false)
        : this(cell, new Calculator.AsyncProcessor(handler ?? new CalculatorHandler(), QuietLogger<Calculator.AsyncProcessor>.Instance), relay)
    {
    }

    public Cell Cell { get; }

    public TServer Server { get; }

    public Relay Relay => _relay ?? throw new InvalidOperationException("There is no relay.");

    /// <summary>Where clients connect.</summary>
    public int Port => _relay?.Port ?? _port;

    /// <summary>An instrumented server.</summary>
    public static Rig Serve(Recording recording, CalculatorHandler? handler = null, Cell? cell = null, bool relay = false)
    {
        Rig rig = new(cell ?? new Cell(), handler, relay);
        recording.Instrumentor.Instrument(rig.Server);
        return rig.Start();
    }

    public Rig Start()
    {
        // A pipe's server transport blocks the caller until there is a connection.
        _serving = Task.Run(() => Server.ServeAsync(_stop.Token));
        return this;
    }

    public TTransport NewEndpoint() => Cell.Endpoint switch
    {
        EndpointKind.Tcp => new TSocketTransport(IPAddress.Loopback, Port, Configuration),
        EndpointKind.Tls => new TTlsSocketTransport(IPAddress.Loopback, Port, Configuration, certificate: null, certValidator: Certificates.IsOurs, timeout: 0),
        _ => new TNamedPipeTransport(_pipe, Configuration),
    };

    public TProtocol NewProtocol() => Cell.ProtocolFactory.GetProtocol(Cell.TransportFactory.GetTransport(NewEndpoint()));

    /// <summary>A client that is not connected yet. It is disposed with the rig.</summary>
    public Calculator.Client NewClient()
    {
        Calculator.Client client = new(NewProtocol());
        _clients.Add(client);
        return client;
    }

    /// <summary>A connected client, instrumented if there is a recording.</summary>
    public async Task<Calculator.Client> ConnectAsync(Recording? recording = null)
    {
        Calculator.Client client = NewClient();
        recording?.Instrumentor.Instrument(client);
        await client.OpenTransportAsync().InTime();
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (TBaseClient client in _clients)
            client.Dispose();
        await _stop.CancelAsync();
        // A pipe's server transport can't be closed while it accepts.
        await _serving.InTime();
        Server.Stop();
        if (_relay is not null)
            await _relay.DisposeAsync();
        _stop.Dispose();
    }
}
