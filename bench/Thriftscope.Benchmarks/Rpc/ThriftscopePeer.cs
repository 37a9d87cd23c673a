using Thriftscope.AspNetCore;
using Thriftscope.Benchmarks.Measuring;

namespace Thriftscope.Benchmarks.Rpc;

/// <summary>Our client and server.</summary>
internal sealed class ThriftscopePeer(ServiceClient client) : IPinger
{
    private static ThriftService Service => Workloads.Module.Service("PingPong");

    public static async Task<int> ServeAsync()
    {
        ThriftServer server = await Service.ServeAsync("tcp://127.0.0.1:0", new Handler());
        return server.Endpoint.Port!.Value;
    }

    public static async Task<IPinger> ConnectAsync(int port) => new ThriftscopePeer(await Service.ConnectAsync($"tcp://127.0.0.1:{port}?transport=framed"));

    public Task PingAsync() => client.CallAsync<string>("ping");

    public async Task<ProcessUsage> ServerUsageAsync()
    {
        ThriftStruct usage = await client.CallAsync<ThriftStruct>("usage");
        return new ProcessUsage(usage.Get<long>("cpuMicroseconds"), usage.Get<long>("allocatedBytes"));
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();

    private sealed class Handler
    {
        public string Ping() => "pong";

        public ThriftStruct Echo(ThriftStruct reading) => reading;

        public ProcessUsage Usage() => ProcessUsage.OfThisProcess();
    }
}
