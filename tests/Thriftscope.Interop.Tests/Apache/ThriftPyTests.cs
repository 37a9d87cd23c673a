using System.Diagnostics;
using Thriftscope.Interop.Tests.Context;

namespace Thriftscope.Interop.Tests.Apache;

/// <summary>Apache's instrumented clients and servers beside ThriftPy, which knows nothing of the context.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class ThriftPyTests(InteropFixture fixture) : IClassFixture<InteropFixture>
{
    [Theory]
    [InlineData("unframed")]
    [InlineData("framed")]
    public async Task ThriftPys_server_gets_its_arguments_and_skips_the_context(string transport)
    {
        PeerProcess peer = await fixture.PeerAsync(PeerKind.ThriftPy, transport);

        Activity[] spans = await RecordedSpans.OfAsync(async () =>
        {
            using Interop.Client client = await ApacheEndpoint.ConnectAsync(peer.Endpoint);
            (await client.join(["a", "b"], "-")).ShouldBe("a-b");
            await client.ping();
            NotFound missing = await Should.ThrowAsync<NotFound>(client.find("missing"));
            missing.Key.ShouldBe("missing");
            (await client.echoPeople(new() { ["x"] = new Person("Ada") })).ShouldHaveSingleItem().Value.Name.ShouldBe("Ada");
        });

        spans.Select(s => s.DisplayName).ShouldBe(["Interop/join", "Interop/ping", "Interop/find", "Interop/echoPeople"]);
        await peer.EvaluateAsync("expect(seen['echoPeople'], ({'x': Person(name='Ada')},))");
    }

    [Theory]
    [InlineData("unframed")]
    [InlineData("framed")]
    public async Task A_call_of_ThriftPys_client_begins_a_trace(string transport)
    {
        PeerProcess peer = await fixture.PeerAsync(PeerKind.ThriftPy, transport);

        Activity[] spans = await RecordedSpans.OfAsync(async () =>
        {
            await using ApacheServer server = new(transport, "binary");
            string results = await peer.EvaluateAsync(
                $"[(c := client({server.Port})).join(['a', 'b'], '-'), c.ping(), error_of(c.find, 'missing'), c.echoWords(['x', 'y']), c.close()]");
            results.ShouldBe("['a-b', None, 'NotFound key=missing', ['x', 'y'], None]");
        });

        spans.Select(s => s.DisplayName).ShouldBe(["Interop/join", "Interop/ping", "Interop/find", "Interop/echoWords"]);
        spans.ShouldAllBe(s => s.Kind == ActivityKind.Server && s.ParentSpanId == default);
    }
}
