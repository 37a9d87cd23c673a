using System.Diagnostics;
using System.Net;
using Thrift;
using Thrift.Transport.Client;
using Thriftscope.ApacheThrift;
using Thriftscope.AspNetCore;
using Thriftscope.Interop.Tests.Context;

namespace Thriftscope.Interop.Tests.Apache;

/// <summary>The THeader of Apache's clients and servers, and that of our own runtime.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class HeaderRuntimeTests
{
    public static MatrixTheoryData<THeaderSubprotocol, bool> All => new(Enum.GetValues<THeaderSubprotocol>(), [false, true]);

    [Theory]
    [MemberData(nameof(All))]
    public async Task Apaches_client_calls_our_server(THeaderSubprotocol protocol, bool useZlib)
    {
        string text = new('x', 200_000);

        Activity[] spans = await RecordedSpans.OfAsync(async () =>
        {
            await using ThriftServer server = await InteropIdl.ServeAsync(new ThriftServiceBinding(InteropIdl.Interop, new InteropHandler()));
            TSocketTransport socket = new(IPAddress.Loopback, new Uri(server.Endpoint.ToString()).Port, new TConfiguration());
            THeaderTransport transport = new(socket, new THeaderOptions { Protocol = protocol, UseZlib = useZlib });
            using Interop.Client client = new(new THeaderProtocol(transport));
            ThriftInstrumentor.Instrument(client);
            await client.OpenTransportAsync();
            (await client.echoString(text)).ShouldBe(text);
            (await Should.ThrowAsync<NotFound>(client.find("missing"))).Key.ShouldBe("missing");
        });

        ShouldBeOneTrace(spans, protocol);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Our_client_calls_Apaches_server(THeaderSubprotocol protocol, bool useZlib)
    {
        string text = new('x', 200_000);

        Activity[] spans = await RecordedSpans.OfAsync(async () =>
        {
            // It takes the protocol and the compression of each request.
            await using ApacheServer server = new("header", "binary");
            string compression = useZlib ? "&compression=zlib" : "";
            string endpoint = $"tcp://127.0.0.1:{server.Port}?transport=header&protocol={protocol.ToString().ToLowerInvariant()}{compression}";
            await using ServiceClient client = await InteropIdl.ConnectAsync(endpoint);
            (await client.CallAsync<string>("echoString", text)).ShouldBe(text);
            await Should.ThrowAsync<Exception>(client.CallAsync<string>("find", "missing"));
        });

        ShouldBeOneTrace(spans, protocol);
    }

    private static void ShouldBeOneTrace(Activity[] spans, THeaderSubprotocol protocol)
    {
        spans.Length.ShouldBe(4);
        foreach (string method in (string[])["echoString", "find"])
        {
            Activity client = spans.Single(s => s.Kind == ActivityKind.Client && s.DisplayName == $"Interop/{method}");
            Activity server = spans.Single(s => s.Kind == ActivityKind.Server && s.DisplayName == $"Interop/{method}");
            server.ParentId.ShouldBe(client.Id);
            foreach (Activity span in (Activity[])[client, server])
            {
                span.GetTagItem("thrift.transport").ShouldBe("header");
                span.GetTagItem("thrift.protocol").ShouldBe(protocol.ToString().ToLowerInvariant());
            }

            foreach (string size in (string[])["thrift.request.size", "thrift.response.size"])
                server.GetTagItem(size).ShouldBe(client.GetTagItem(size));
        }
    }
}
