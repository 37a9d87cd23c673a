using Thriftscope.AspNetCore;

namespace Thriftscope.Interop.Tests;

/// <summary>Our server, and the peers that the tests of a class ask for. Each is started once.</summary>
public sealed class InteropFixture : IAsyncLifetime
{
    private readonly Dictionary<(PeerKind, string, string), Task<PeerProcess>> _peers = [];
    private ThriftServer? _server;

    internal InteropHandler Handler { get; } = new();

    internal int Port => _server!.Endpoint.Port!.Value;

    public async ValueTask InitializeAsync() => _server = await InteropIdl.ServeAsync(new ThriftServiceBinding(InteropIdl.Interop, Handler));

    public async ValueTask DisposeAsync()
    {
        foreach (Task<PeerProcess> peer in _peers.Values.Where(p => p.IsCompletedSuccessfully))
            await (await peer).DisposeAsync();
        await _server!.DisposeAsync();
    }

    /// <summary>A running peer. Skips the test where it is not installed.</summary>
    internal Task<PeerProcess> PeerAsync(PeerKind kind, string transport, string protocol = "binary")
    {
        PeerPackages.Require(kind);
        if (!_peers.TryGetValue((kind, transport, protocol), out Task<PeerProcess>? peer))
            _peers[(kind, transport, protocol)] = peer = PeerProcess.StartAsync(kind, transport, protocol);
        return peer;
    }
}
