using Thriftscope.Benchmarks.Reporting;

namespace Thriftscope.Benchmarks.Rpc;

/// <summary>The process of the callers: calls the servers in turn, with one caller and with many.</summary>
/// <param name="ports">Where each server is, by its peer's name.</param>
/// <param name="round">How long each is called at a time.</param>
internal sealed class RpcClient(IReadOnlyDictionary<string, int> ports, TimeSpan round)
{
    private const int Rounds = 5;

    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(300);

    private static readonly (int Callers, int Connections)[] Cases = [(1, 1), (8, 8), (32, 32), (128, 128), (128, 4)];

    public async Task<IReadOnlyList<BenchResult>> MeasureAsync()
    {
        List<BenchResult> results = [];
        foreach ((int callers, int connections) in Cases)
        {
            bool isShared = connections < callers;
            string how = callers == 1 ? "1 caller" : $"{callers} callers, {(isShared ? $"{connections} connections" : "a connection each")}";
            results.AddRange(await CompareAsync(
                $"ping, {how}",
                await CallerGroup.ConnectAsync(() => ThriftscopePeer.ConnectAsync(ports["thriftscope"]), callers, connections),
                ("ApacheThrift 0.25.0, framed", await ConnectApacheAsync(client => client.ping(), callers, connections, isShared)),
                ("a bare echo of frames by sockets", await CallerGroup.ConnectAsync(() => EchoPeer.ConnectAsync(ports["echo"]), callers, callers))));
            results.AddRange(await CompareAsync(
                $"typed echo of a small struct, {how}",
                await CallerGroup.ConnectAsync(() => TypedPeer.ConnectAsync(ports["typed"]), callers, connections),
                ("ApacheThrift 0.25.0, framed", await ConnectApacheAsync(client => client.echo(ApachePeer.Reading), callers, connections, isShared)),
                ("gRPC for .NET, Grpc.AspNetCore 2.85.0", await CallerGroup.ConnectAsync(() => GrpcPeer.ConnectAsync(ports["grpc"]), callers, connections))));
        }

        return results;
    }

    private Task<CallerGroup> ConnectApacheAsync(Func<Apache.PingPong.Client, Task> call, int callers, int connections, bool isShared) => CallerGroup.ConnectAsync(
        async () =>
        {
            IPinger client = await ApachePeer.ConnectAsync(ports["apache"], call);
            return isShared ? new LockedPinger(client) : client;
        },
        callers,
        connections);

    private async Task<IEnumerable<BenchResult>> CompareAsync(string name, CallerGroup ours, params (string Name, CallerGroup Group)[] peers)
    {
        CallerGroup[] all = [ours, .. peers.Select(p => p.Group)];
        foreach (CallerGroup group in all)
            _ = await group.RunAsync(WarmUp);
        for (int i = 0; i < Rounds; i++)
        {
            foreach (CallerGroup group in all)
                await group.MeasureAsync(round);
        }

        foreach (CallerGroup group in all)
            await group.DisposeAsync();
        return peers.Select(peer => Compare(name, ours, peer.Name, peer.Group));
    }

    private static BenchResult Compare(string name, CallerGroup ours, string peer, CallerGroup theirs) =>
        new(name, ours.NsPerCall, peer, theirs.NsPerCall, ours.BytesPerCall, theirs.BytesPerCall)
        {
            OursCpuNs = ours.CpuNsPerCall,
            PeerCpuNs = theirs.CpuNsPerCall,
        };
}
