using System.Net;
using System.Net.Sockets;
using Thrift;
using Thrift.Protocol;
using Thrift.Server;
using Thrift.Transport;
using Thrift.Transport.Client;
using Thrift.Transport.Server;
using Thriftscope.Benchmarks.Apache;
using Thriftscope.Benchmarks.Codec;

namespace Thriftscope.Benchmarks.Rpc;

/// <summary>Apache's client and server, framed. A client can make one call at a time.</summary>
internal sealed class ApachePeer(PingPong.Client client, Func<PingPong.Client, Task> call) : IPinger
{
    /// <summary>A small struct.</summary>
    public static readonly Reading Reading = SampleData.Reading();

    private static readonly TConfiguration Configuration = new();

    public static Task<int> ServeAsync()
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Server.NoDelay = true;
        listener.Start();
        // TSimpleAsyncServer would serve one connection at a time.
        TThreadPoolAsyncServer server = new(
            new PingPong.AsyncProcessor(new Handler()),
            new TServerSocketTransport(listener, Configuration),
            new TFramedTransport.Factory(),
            new TBinaryProtocol.Factory());
        _ = server.ServeAsync(CancellationToken.None);
        return Task.FromResult(((IPEndPoint)listener.LocalEndpoint).Port);
    }

    public static async Task<IPinger> ConnectAsync(int port, Func<PingPong.Client, Task> call)
    {
        PingPong.Client client = new(new TBinaryProtocol(new TFramedTransport(new TSocketTransport(IPAddress.Loopback, port, Configuration))));
        await client.OpenTransportAsync();
        return new ApachePeer(client, call);
    }

    public Task PingAsync() => call(client);

    public async Task<ProcessUsage> ServerUsageAsync()
    {
        Usage usage = await client.usage();
        return new ProcessUsage(usage.CpuMicroseconds, usage.AllocatedBytes);
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    private sealed class Handler : PingPong.IAsync
    {
        public Task<string> ping(CancellationToken cancellationToken = default) => Task.FromResult("pong");

        public Task<Reading> echo(Reading? reading, CancellationToken cancellationToken = default) => Task.FromResult(reading!);

        public Task<Usage> usage(CancellationToken cancellationToken = default)
        {
            (long cpu, long bytes) = ProcessUsage.OfThisProcess();
            return Task.FromResult(new Usage { CpuMicroseconds = cpu, AllocatedBytes = bytes });
        }
    }
}
