using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Thriftscope.Interop.Tests.Dialects;

/// <summary>Apache's JSON protocol, written and read as text: a client that carries contexts in fields, and a server that answers one call.</summary>
internal static class JsonPeer
{
    /// <summary>Calls echo, and returns what it answered.</summary>
    public static async Task<string> CallAsync(int port, DialectCell cell, string fields)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await SendAsync(client, cell, $$$"""[1,"{{{(cell.IsMultiplexed ? "Echo:" : "")}}}echo",1,7,{"1":{"str":"hi"}{{{fields}}}}]""");
        JsonElement reply = await ReceiveAsync(client, cell);
        reply[3].GetInt32().ShouldBe(7);
        return reply[4].GetProperty("0").GetProperty("str").GetString()!;
    }

    /// <summary>Answers one call of echo.</summary>
    /// <returns>The request.</returns>
    public static async Task<JsonElement> AnswerAsync(TcpListener listener, DialectCell cell)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync();
        JsonElement request = await ReceiveAsync(client, cell);
        await SendAsync(client, cell, $$$"""[1,"echo",2,{{{request[3]}}},{"0":{"str":{{{request[4].GetProperty("1").GetProperty("str").GetRawText()}}}}}]""");
        return request;
    }

    /// <summary>The fields of a dialect, as they stand behind the argument.</summary>
    public static string Fields(string dialect)
    {
        string context = JsonSerializer.Deserialize<JsonElement>(DialectCalls.Options(new DialectCell(dialect, "json", "framed", false))[3]).GetRawText();
        return dialect switch
        {
            "opentracing" => $$$""","3333":{"map":["str","str",1,{{{context}}}]}""",
            "pinpoint" => ""","-32768":{"str":"agent^1^2"},"-32767":{"i64":-5},"-32766":{"i64":7},"-32765":{"tf":1}""",
            _ => $$$""","8888":{"map":["str","str",1,{{{context}}}]}""",
        };
    }

    private static async Task SendAsync(TcpClient client, DialectCell cell, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        byte[] length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        await client.GetStream().WriteAsync(cell.Framing == "framed" ? [.. length, .. bytes] : bytes);
    }

    private static async Task<JsonElement> ReceiveAsync(TcpClient client, DialectCell cell)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(20));
        List<byte> received = [];
        byte[] buffer = new byte[4096];
        while (true)
        {
            int count = await client.GetStream().ReadAsync(buffer, patience.Token);
            count.ShouldBeGreaterThan(0, "the connection was closed");
            received.AddRange(buffer[..count]);
            byte[] text = [.. received.Skip(cell.Framing == "framed" ? sizeof(int) : 0)];
            try
            {
                return JsonSerializer.Deserialize<JsonElement>(text);
            }
            catch (JsonException)
            {
                // The rest is still to come.
            }
        }
    }
}
