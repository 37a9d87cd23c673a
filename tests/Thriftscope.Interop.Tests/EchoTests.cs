using System.Diagnostics;

namespace Thriftscope.Interop.Tests;

/// <summary>Every kind of value goes to a peer and comes back, and both sides see the same one.</summary>
public sealed class EchoTests(InteropFixture fixture) : IClassFixture<InteropFixture>
{
    public static MatrixTheoryData<PeerKind, string, string> Cases => new(PeerMatrix.All, PeerMatrix.Transports, EchoCase.All.Keys);

    // A caller's activity makes our client add the trailing context field, which the peer has to skip.
    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_value_survives_from_our_client_to_the_peers_server_and_back(PeerKind kind, string transport, string name)
    {
        EchoCase echo = EchoCase.All[name];
        PeerProcess peer = await fixture.PeerAsync(kind, transport);
        await using ServiceClient client = await InteropIdl.ConnectAsync(peer.Endpoint);
        using Activity caller = new Activity("caller").Start();

        object result = await client.CallAsync<object>(echo.Method, echo.Value);

        // Not Shouldly's: this one compares sets and maps without regard to order.
        Assert.Equal(echo.Value, result);
        await peer.EvaluateAsync($"expect(seen['{echo.Method}'], ({echo.Python},))");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_value_survives_from_the_peers_client_to_our_server_and_back(PeerKind kind, string transport, string name)
    {
        EchoCase echo = EchoCase.All[name];
        PeerProcess peer = await fixture.PeerAsync(kind, transport);

        await peer.EvaluateAsync($"expect(client({fixture.Port}).{echo.Method}({echo.Python}), {echo.Python})");

        Assert.Equal([echo.Value], fixture.Handler.Seen[echo.Method]);
    }
}
