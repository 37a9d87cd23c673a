using System.Diagnostics;
using Thrift.Processor;
using Thriftscope.AspNetCore;
using Thriftscope.Interop.Tests.Context;

namespace Thriftscope.Interop.Tests.Apache;

/// <summary>The context between Apache's instrumented clients and servers and our own runtime.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class ThriftscopeTests
{
    private static readonly string[] Methods = ["join", "note"];
    private static readonly string[] Parts = ["a", "b"];

    [Theory]
    [InlineData("unframed", null)]
    [InlineData("framed", null)]
    [InlineData("framed", "first")]
    [InlineData("header", null)]
    [InlineData("header&compression=zlib", null)]
    [InlineData("header", "first")]
    public async Task Our_servers_span_is_below_that_of_Apaches_client(string transport, string? multiplexed)
    {
        Activity[] spans = await RecordedSpans.OfAsync(async () =>
        {
            await using ThriftServer server = await InteropIdl.ServeAsync(new ThriftServiceBinding(InteropIdl.Interop, new InteropHandler(), multiplexed));
            using Interop.Client client = await ApacheEndpoint.ConnectAsync($"{server.Endpoint}?transport={transport}", multiplexed);
            (await client.join(["a", "b"], "-")).ShouldBe("a-b");
            await client.note("psst", 7);
            (await client.whoAreYou()).ShouldBe("thriftscope");
        });

        ShouldBeTwoCalls(spans, multiplexed ?? "Interop");
    }

    [Theory]
    [InlineData("unframed", null)]
    [InlineData("framed", null)]
    [InlineData("framed", "first")]
    [InlineData("header", null)]
    [InlineData("header&compression=zlib", null)]
    [InlineData("header", "first")]
    public async Task Apaches_servers_span_is_below_that_of_our_client(string transport, string? multiplexed)
    {
        ITAsyncProcessor processor = new Interop.AsyncProcessor(new ApacheHandler());
        if (multiplexed is not null)
        {
            TMultiplexedProcessor several = new();
            several.RegisterProcessor(multiplexed, processor);
            processor = several;
        }

        Activity[] spans = await RecordedSpans.OfAsync(async () =>
        {
            await using ApacheServer server = new(transport, "binary", processor);
            await using ServiceClient client = await InteropIdl.ConnectAsync(server.Endpoint, new ThriftClientOptions { MultiplexedName = multiplexed });
            (await client.CallAsync<string>("join", Parts, "-")).ShouldBe("a-b");
            await client.CallAsync("note", "psst", 7);
            (await client.CallAsync<string>("whoAreYou")).ShouldBe("apache");
        });

        ShouldBeTwoCalls(spans, multiplexed ?? "Interop");
    }

    // The third call, with a reply, is there so that the oneway call before it has certainly arrived when the server stops.
    private static void ShouldBeTwoCalls(Activity[] spans, string service)
    {
        spans.Count(s => !s.DisplayName.EndsWith("/whoAreYou", StringComparison.Ordinal)).ShouldBe(4);
        foreach (string method in Methods)
        {
            Activity client = spans.Single(s => s.Kind == ActivityKind.Client && s.DisplayName == $"{service}/{method}");
            Activity server = spans.Single(s => s.Kind == ActivityKind.Server && s.DisplayName == $"{service}/{method}");
            client.ParentSpanId.ShouldBe(default);
            server.ParentId.ShouldBe(client.Id);
            server.HasRemoteParent.ShouldBeTrue();
        }
    }
}
