using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Thrift.Protocol;
using Thrift.Server;
using Thrift.Transport.Client;
using Thrift.Transport.Server;

namespace Programs.Plain;

/// <summary>A server and a client of it, in one process.</summary>
internal sealed class Calls : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly TSimpleAsyncServer _server;
    private readonly TSocketTransport _socket;
    private readonly Adder.Client _client;

    private Calls()
    {
        TServerSocketTransport transport = new(_listener, new());
        TBinaryProtocol.Factory protocol = new();
        _server = new TSimpleAsyncServer(new Adder.AsyncProcessor(), transport, protocol, protocol, NullLoggerFactory.Instance);
        _ = _server.ServeAsync(_stop.Token);
        _socket = new TSocketTransport(IPAddress.Loopback, transport.GetPort(), new());
        _client = new Adder.Client(new TBinaryProtocol(_socket));
    }

    public static async Task<Calls> StartAsync()
    {
        Calls calls = new();
        await calls._client.OpenTransportAsync();
        return calls;
    }

    /// <summary>A single call.</summary>
    public static async Task<int> AddAsync(int a, int b)
    {
        using Calls calls = await StartAsync();
        return await calls.AgainAsync(a, b);
    }

    public Task<int> AgainAsync(int a, int b) => _client.AddAsync(a, b);

    public void Dispose()
    {
        _stop.Cancel();
        _server.Stop();
        _socket.Dispose();
        _stop.Dispose();
        _listener.Dispose();
    }
}
