using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Thrift.Protocol;
using Thrift.Server;
using Thrift.Transport.Client;
using Thrift.Transport.Server;

namespace Programs.Plain;

/// <summary>A server and a client of it, in one process.</summary>
internal static class Calls
{
    public static async Task<int> AddAsync(int a, int b)
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        TServerSocketTransport transport = new(listener, new());
        TBinaryProtocol.Factory protocol = new();
        TSimpleAsyncServer server = new(new Adder.AsyncProcessor(), transport, protocol, protocol, NullLoggerFactory.Instance);
        using CancellationTokenSource stop = new();
        Task serving = server.ServeAsync(stop.Token);

        using TSocketTransport socket = new(IPAddress.Loopback, transport.GetPort(), new());
        Adder.Client client = new(new TBinaryProtocol(socket));
        await client.OpenTransportAsync();
        int sum = await client.AddAsync(a, b);

        await stop.CancelAsync();
        server.Stop();
        return sum;
    }
}
