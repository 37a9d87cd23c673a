using Thriftscope.Benchmarks.Reporting;

namespace Thriftscope.Benchmarks.Rpc;

/// <summary>The process of the callers: pings the servers in turn, with one caller and with many.</summary>
internal static class RpcClient
{
    private const string Apache = "ApacheThrift 0.25.0, framed";
    private const string Echo = "a bare echo of frames by sockets";
    private const int Rounds = 5;

    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(300);

    private static readonly (int Callers, int Connections)[] Cases = [(1, 1), (8, 8), (32, 32), (128, 128), (128, 4)];

    public static async Task<IReadOnlyList<BenchResult>> MeasureAsync(int ourPort, int apachePort, int echoPort, TimeSpan round)
    {
        List<BenchResult> results = [];
        foreach ((int callers, int connections) in Cases)
        {
            bool pipelined = connections < callers;
            string name = callers == 1 ? "ping, 1 caller" : $"ping, {callers} callers, {(pipelined ? $"{connections} connections" : "a connection each")}";
            await using CallerGroup ours = await CallerGroup.ConnectAsync(() => ThriftscopePeer.ConnectAsync(ourPort), callers, connections);
            await using CallerGroup apache = await CallerGroup.ConnectAsync(
                async () => pipelined ? new LockedPinger(await ApachePeer.ConnectAsync(apachePort)) : await ApachePeer.ConnectAsync(apachePort), callers, connections);
            await using CallerGroup bare = await CallerGroup.ConnectAsync(() => EchoPeer.ConnectAsync(echoPort), callers, callers);
            CallerGroup[] all = [ours, apache, bare];
            foreach (CallerGroup group in all)
                _ = await group.RunAsync(WarmUp);
            for (int i = 0; i < Rounds; i++)
            {
                foreach (CallerGroup group in all)
                    await group.MeasureAsync(round);
            }

            results.Add(Compare(name, ours, Apache, apache));
            results.Add(Compare(name, ours, Echo, bare));
        }

        return results;
    }

    private static BenchResult Compare(string name, CallerGroup ours, string peer, CallerGroup theirs) =>
        new(name, ours.NsPerCall, peer, theirs.NsPerCall, ours.BytesPerCall, theirs.BytesPerCall)
        {
            OursCpuNs = ours.CpuNsPerCall,
            PeerCpuNs = theirs.CpuNsPerCall,
        };
}
