using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Thriftscope.AspNetCore;
using Thriftscope.Interop.Tests.Context;

namespace Thriftscope.Interop.Tests.Dialects;

/// <summary>Bytes that were put together by hand from the formats' descriptions, sent to our server.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class GoldenBytesTests
{
    public static TheoryData<string> Calls => [.. GoldenFile.Names.Where(n => GoldenFile.Describe(n).GetProperty("kind").GetString() == "call" && !n.StartsWith("http", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task The_server_finds_the_context_that_the_bytes_hold(string name)
    {
        SeenIds[] ids = GoldenFile.IdsOf(name);
        string? service = GoldenFile.Describe(name).GetProperty("seen").GetProperty("service").GetString();
        SeenArguments seen = new();
        List<Activity> spans = [];
        using (Sdk.CreateTracerProviderBuilder().SetSampler(new AlwaysOnSampler()).AddThriftInstrumentation().AddInMemoryExporter(spans).Build())
        {
            await using ThriftServer server = await DialectCalls.ServeAsync(seen, service: service is null ? null : DialectCalls.Named(service));
            using TcpClient client = new();
            await client.ConnectAsync(IPAddress.Loopback, server.Endpoint.Port!.Value);
            foreach (byte[] message in Before(name).Append(GoldenFile.Load(name)))
            {
                await client.GetStream().WriteAsync(message);
                await AnswerAsync(client);
            }
        }

        // What asks for a session is no call.
        Activity span = spans.Where(s => s.Kind == ActivityKind.Server).Last();
        spans.ShouldAllBe(s => s.DisplayName == $"{service ?? "Echo"}/echo");
        if (ids.Length == 0)
        {
            span.ParentSpanId.ShouldBe(default);
        }
        else
        {
            span.TraceId.ToHexString().ShouldBe(ids[0].TraceId);
            span.ParentSpanId.ToHexString().ShouldBe(ids[0].SpanId);
        }

        JsonElement contexts = GoldenFile.Describe(name).GetProperty("seen").GetProperty("contexts");
        foreach (string field in (string[])["field_8888", "field_8888_nested"])
        {
            if (contexts.TryGetProperty(field, out JsonElement map) && map.TryGetProperty("sw8", out JsonElement skyWalking))
                span.GetTagItem("thrift.context.skywalking").ShouldBe(skyWalking.GetString());
        }

        if (contexts.TryGetProperty("pinpoint", out JsonElement pinpoint))
            span.GetTagItem("thrift.context.pinpoint.trace_id").ShouldBe(pinpoint.GetProperty("trace_id").GetString());
        seen.All[^1].ShouldStartWith("echo{text=\"");
    }

    // What has to stand on the connection before: the probe of an upgraded one, and the message whose headers it remembers.
    private static IEnumerable<byte[]> Before(string name)
    {
        JsonElement link = GoldenFile.Describe(name).GetProperty("link");
        if (link.TryGetProperty("upgraded", out JsonElement upgraded))
        {
            string probe = upgraded.GetString() == "finagle" ? "finagle_probe" : link.GetProperty("protocol").GetString() == "compact" ? "thriftpy_probe_v2_compact" : "thriftpy_probe_v2";
            byte[] message = IsFramed(GoldenFile.Describe(probe).GetProperty("link")) ? GoldenFile.Load(probe)[sizeof(int)..] : GoldenFile.Load(probe);
            byte[] length = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32BigEndian(length, message.Length);
            yield return IsFramed(link) ? [.. length, .. message] : message;
        }

        if (link.TryGetProperty("persistent", out _))
            yield return GoldenFile.Load("theader_persistent");
    }

    private static bool IsFramed(JsonElement link) => link.GetProperty("framing").GetString() == "framed";

    private static async Task AnswerAsync(TcpClient client)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(20));
        (await client.GetStream().ReadAsync(new byte[4096], patience.Token)).ShouldBeGreaterThan(0);
    }
}
