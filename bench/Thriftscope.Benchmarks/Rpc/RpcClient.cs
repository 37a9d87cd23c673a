using Thriftscope.Benchmarks.Reporting;

namespace Thriftscope.Benchmarks.Rpc;

/// <summary>The process of the callers: pings both servers in turn, with one caller and with many.</summary>
internal static class RpcClient
{
    private const string Peer = "ApacheThrift 0.25.0, a connection for each caller";
    private const int Rounds = 5;

    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(300);

    private static readonly (string Name, int Callers, bool Shared)[] Cases =
    [
        ("ping, 1 caller", 1, false),
        ("ping, 8 callers, a client each", 8, false),
        ("ping, 8 callers, one client", 8, true),
        ("ping, 32 callers, a client each", 32, false),
        ("ping, 32 callers, one client", 32, true),
    ];

    public static async Task<IReadOnlyList<BenchResult>> MeasureAsync(int ourPort, int apachePort, TimeSpan round)
    {
        List<BenchResult> results = [];
        foreach ((string name, int callers, bool shared) in Cases)
        {
            await using CallerGroup ours = await CallerGroup.ConnectAsync(() => ThriftscopePeer.ConnectAsync(ourPort), callers, shared);
            await using CallerGroup theirs = await CallerGroup.ConnectAsync(() => ApachePeer.ConnectAsync(apachePort), callers, shared: false);
            _ = await ours.RunAsync(WarmUp);
            _ = await theirs.RunAsync(WarmUp);
            for (int i = 0; i < Rounds; i++)
            {
                await ours.MeasureAsync(round);
                await theirs.MeasureAsync(round);
            }

            results.Add(new BenchResult(name, ours.NsPerCall, Peer, theirs.NsPerCall, ours.BytesPerCall, theirs.BytesPerCall)
            {
                OursCpuNs = ours.CpuNsPerCall,
                PeerCpuNs = theirs.CpuNsPerCall,
            });
        }

        return results;
    }
}
