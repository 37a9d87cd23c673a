using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Thriftscope.Benchmarks.Proto;

namespace Thriftscope.Benchmarks.Rpc;

/// <summary>gRPC for .NET: generated client and server over HTTP/2 without TLS. As a server alone can be: no logging, no HTTP/1.</summary>
internal sealed class GrpcPeer(GrpcChannel channel) : IPinger
{
    private static readonly Reading Reading = new() { Sensor = 4711, Time = 1_700_000_000_000, Value = 21.5, Valid = true, Unit = "celsius" };

    private readonly PingPong.PingPongClient _client = new(channel);

    public static async Task<int> ServeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        _ = builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2));
        _ = builder.Services.AddGrpc();
        _ = builder.Services.RemoveAll<ILoggerProvider>();
        WebApplication application = builder.Build();
        _ = application.MapGrpcService<Service>();
        await application.StartAsync();
        return new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
    }

    public static async Task<IPinger> ConnectAsync(int port)
    {
        GrpcChannel channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
        await channel.ConnectAsync();
        return new GrpcPeer(channel);
    }

    public Task PingAsync() => _client.EchoAsync(Reading).ResponseAsync;

    public async Task<ProcessUsage> ServerUsageAsync()
    {
        Usage usage = await _client.GetUsageAsync(new Empty());
        return new ProcessUsage(usage.CpuMicroseconds, usage.AllocatedBytes);
    }

    public ValueTask DisposeAsync()
    {
        channel.Dispose();
        return ValueTask.CompletedTask;
    }

    // gRPC makes one for each call.
    private sealed class Service : PingPong.PingPongBase
    {
        public override Task<Reading> Echo(Reading request, ServerCallContext context) => Task.FromResult(request);

        public override Task<Usage> GetUsage(Empty request, ServerCallContext context)
        {
            (long cpu, long bytes) = ProcessUsage.OfThisProcess();
            return Task.FromResult(new Usage { CpuMicroseconds = cpu, AllocatedBytes = bytes });
        }
    }
}
