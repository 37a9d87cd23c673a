using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Thrift;
using Thrift.Protocol;
using Thrift.Server;
using Thrift.Transport;
using Thrift.Transport.Server;
using Thriftscope.ApacheThrift;

namespace ApacheCalculator;

/// <summary>The last process of three: keeps lines of text. It speaks the compact protocol over buffered sockets.</summary>
static class LogServer
{
    public static async Task RunAsync(int port, CancellationToken cancellationToken)
    {
        TServerSocketTransport transport = new(new TcpListener(IPAddress.Loopback, port), new TConfiguration());
        TThreadPoolAsyncServer server = new(
            new Log.AsyncProcessor(new LogHandler()), transport, new TBufferedTransport.Factory(), new TCompactProtocol.Factory());
        ThriftInstrumentor.Instrument(server);

        transport.Listen();
        Console.WriteLine($"log listens on port {transport.GetPort()}");
        await server.ServeAsync(cancellationToken);
        server.Stop();
    }
}

class LogHandler : Log.IAsync
{
    private readonly ConcurrentStack<string> _lines = new();

    public Task append(string? line, CancellationToken cancellationToken)
    {
        _lines.Push(line!);
        return Task.CompletedTask;
    }

    public Task<List<string>> latest(int count, CancellationToken cancellationToken) => Task.FromResult<List<string>>([.. _lines.Take(count)]);
}
