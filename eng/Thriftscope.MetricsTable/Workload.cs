using System.Net;
using System.Net.Sockets;
using System.Text;
using Thriftscope.AspNetCore;

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
            // One with the contexts of two traces, in the fields 8888 and 3333.
            await SendAsync(server, Convert.FromHexString($"800100010000000361646400000001{Context("22b8", 1)}{Context("0d05", 2)}00"));
            await SendAsync(server, "no message at all"u8.ToArray());
        }
    }

    // A field with a map that has the key traceparent.
    private static string Context(string id, int trace) =>
        $"0d{id}0b0b000000010000000b{Hex("traceparent")}00000037{Hex($"00-{trace:x32}-{trace:x16}-01")}";

    private static string Hex(string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text));

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
