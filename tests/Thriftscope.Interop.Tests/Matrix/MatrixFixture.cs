namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>Both sides of the cells of one class of tests. Each program is started once.</summary>
public sealed class MatrixFixture : IAsyncLifetime
{
    private readonly MatrixCertificate _certificate = new();
    private readonly Dictionary<PeerName, IMatrixPeer> _peers = [];
    private ThriftscopePeer[]? _ours;

    /// <summary>Our dynamic half, and our typed one.</summary>
    internal IReadOnlyList<ThriftscopePeer> Ours => _ours ??= [new(_certificate, isTyped: false), new(_certificate, isTyped: true)];

    internal async Task<IMatrixPeer> PeerAsync(PeerName name)
    {
        if (!_peers.TryGetValue(name, out IMatrixPeer? peer))
            _peers[name] = peer = await PeerPrograms.StartAsync(name, _certificate);
        return peer;
    }

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        foreach (IMatrixPeer peer in _peers.Values)
            await peer.DisposeAsync();
        foreach (ThriftscopePeer ours in _ours ?? [])
            await ours.DisposeAsync();
        _certificate.Dispose();
    }
}
