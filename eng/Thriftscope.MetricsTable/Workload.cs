using System.Net;
using System.Net.Sockets;
using Thriftscope.AspNetCore;
using Thriftscope.Telemetry;

namespace Thriftscope.MetricsTable;

/// <summary>Calls that end in every way there is.</summary>
internal static class Workload
{
    private const string Idl = """
        exception Refused { 1: string reason }
        service Probe {
          i32 add(1: i32 a, 2: i32 b),
          void fail() throws (1: Refused refused),
          oneway void note(),
        }
        service Newer { void brandNew() }
        service TracedTwice { i32 add(3333: map<string, string> first, 8888: map<string, string> second) }
        """;

    public static async Task RunAsync()
    {
        ThriftModule module = ThriftModule.Load(new StringReader(Idl), "probe");
        await using (ThriftServer server = await module.Service("Probe").ServeAsync("tcp://127.0.0.1:0", new Handler()))
        {
            await using ServiceClient client = module.Service("Probe").CreateClient(server.Endpoint);
            await using ServiceClient newer = module.Service("Newer").CreateClient(server.Endpoint);
            await client.CallAsync("add", 1, 2);
            await client.CallAsync("note");
            await FailAsync(client.CallAsync("fail"));
            await FailAsync(newer.CallAsync("brandNew"));
            // A call of add whose context is none: field 8888, a map with the key traceparent.
            await SendAsync(server, Convert.FromHexString(
                "8001000100000003616464000000010d22b80b0b000000010000000b7472616365706172656e74000000017800"));
            await SendAsync(server, "no message at all"u8.ToArray());
            // Two dialects that name two traces.
            await using ServiceClient traced = module.Service("TracedTwice").CreateClient(
                server.Endpoint, new ThriftClientOptions { Context = new ThriftContextOptions { Write = [] } });
            await traced.CallAsync("add", TraceParent('1'), TraceParent('2'));
        }
    }

    private static Dictionary<string, string> TraceParent(char digit) => new() { ["traceparent"] = $"00-{new string(digit, 32)}-b7ad6b7169203331-01" };

    private static async Task FailAsync(Task call)
    {
        try
        {
            await call;
        }
        catch (ThriftException)
        {
            // As it should.
        }
    }

    private static async Task SendAsync(ThriftServer server, byte[] bytes)
    {
        using TcpClient peer = new();
        await peer.ConnectAsync(IPAddress.Loopback, server.Endpoint.Port!.Value);
        NetworkStream stream = peer.GetStream();
        await stream.WriteAsync(bytes);
        peer.Client.Shutdown(SocketShutdown.Send);
        // Until the server has answered and closed.
        _ = await stream.ReadAtLeastAsync(new byte[1024], 1024, throwOnEndOfStream: false);
    }

    private sealed class Handler
    {
        public int Add(int a, int b) => a + b;

        public void Fail() => throw new InvalidOperationException();

        public void Note()
        {
        }
    }
}
