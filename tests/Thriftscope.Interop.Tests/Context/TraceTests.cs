using System.Diagnostics;
using Thriftscope.AspNetCore;

namespace Thriftscope.Interop.Tests.Context;

/// <summary>What the traces of calls look like that pass through several services.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class TraceTests(InteropFixture fixture) : IClassFixture<InteropFixture>
{
    public static MatrixTheoryData<PeerKind, string> Everywhere => new(PeerMatrix.All, PeerMatrix.Transports);

    [Theory]
    [InlineData("unframed")]
    [InlineData("framed")]
    public async Task Nested_calls_between_our_services_are_one_trace(string transport)
    {
        Activity[] spans = await RecordedSpans.OfAsync(async () =>
        {
            await using ThriftServer a = await ServeAsync();
            await using ThriftServer b = await ServeAsync();
            await using ThriftServer c = await ServeAsync();
            await CallAsync(EndpointOf(a, transport), [EndpointOf(b, transport), EndpointOf(c, transport)]);
        });

        spans.Length.ShouldBe(6);
        Activity root = spans.Single(s => s.ParentSpanId == default);
        Activity[] chain = [.. spans.Chain(root)];
        chain.Select(s => s.Kind).ShouldBe(Enumerable.Repeat(new[] { ActivityKind.Client, ActivityKind.Server }, 3).SelectMany(k => k));
        chain.ShouldAllBe(s => s.DisplayName == "Interop/relay" && s.TraceId == root.TraceId);
        chain.Where(s => s.Kind == ActivityKind.Server).ShouldAllBe(s => s.HasRemoteParent);
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task A_peer_without_tracing_gets_its_arguments_and_the_service_behind_it_starts_a_new_trace(PeerKind kind, string transport)
    {
        PeerProcess peer = await fixture.PeerAsync(kind, transport);
        string b = "";

        Activity[] spans = await RecordedSpans.OfAsync(async () =>
        {
            await using ThriftServer serverA = await ServeAsync();
            await using ThriftServer serverB = await ServeAsync();
            b = EndpointOf(serverB, transport);
            await CallAsync(EndpointOf(serverA, transport), [peer.Endpoint, b]);
        });

        await peer.EvaluateAsync($"expect(seen['relay'], (['{b}'], 'text'))");
        spans.Length.ShouldBe(4);
        Activity toA = spans.Single(s => s.ParentSpanId == default && s.Kind == ActivityKind.Client);
        spans.Chain(toA).Select(s => s.Kind).ShouldBe([ActivityKind.Client, ActivityKind.Server, ActivityKind.Client]);
        Activity atB = spans.Single(s => s.ParentSpanId == default && s.Kind == ActivityKind.Server);
        atB.TraceId.ShouldNotBe(toA.TraceId);
    }

    private static Task<ThriftServer> ServeAsync() => InteropIdl.ServeAsync(new ThriftServiceBinding(InteropIdl.Interop, new InteropHandler()));

    private static string EndpointOf(ThriftServer server, string transport) => $"{server.Endpoint}?transport={transport}";

    private static async Task CallAsync(string endpoint, IEnumerable<string> hops)
    {
        await using ServiceClient client = await InteropIdl.ConnectAsync(endpoint);
        (await client.CallAsync<string>("relay", hops, "text")).ShouldBe("text");
    }
}
