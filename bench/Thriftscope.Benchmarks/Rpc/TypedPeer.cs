using Thriftscope.AspNetCore;
using Thriftscope.Benchmarks.Typed;

namespace Thriftscope.Benchmarks.Rpc;

/// <summary>Our generated client and server, framed.</summary>
internal sealed class TypedPeer(PingPongClient client) : IPinger
{
    private static readonly Reading Reading = new() { Sensor = 4711, Time = 1_700_000_000_000, Value = 21.5, Valid = true, Unit = "celsius" };

    public static async Task<int> ServeAsync()
    {
        ThriftServer server = await ThriftServer.StartAsync<IPingPong>("tcp://127.0.0.1:0", new Handler());
        return server.Endpoint.Port!.Value;
    }

    public static async Task<IPinger> ConnectAsync(int port)
    {
        PingPongClient client = new($"tcp://127.0.0.1:{port}?transport=framed");
        await client.OpenAsync();
        return new TypedPeer(client);
    }

    public Task PingAsync() => client.EchoAsync(Reading);

    public async Task<ProcessUsage> ServerUsageAsync()
    {
        Usage usage = await client.UsageAsync();
        return new ProcessUsage(usage.CpuMicroseconds, usage.AllocatedBytes);
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();

    private sealed class Handler : IPingPong
    {
        public Task<string> PingAsync(CancellationToken cancellationToken) => Task.FromResult("pong");

        public Task<Reading> EchoAsync(Reading reading, CancellationToken cancellationToken) => Task.FromResult(reading);

        public Task<Usage> UsageAsync(CancellationToken cancellationToken)
        {
            (long cpu, long bytes) = ProcessUsage.OfThisProcess();
            return Task.FromResult(new Usage { CpuMicroseconds = cpu, AllocatedBytes = bytes });
        }
    }
}
