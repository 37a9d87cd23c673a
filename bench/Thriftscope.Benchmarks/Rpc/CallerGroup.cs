using System.Diagnostics;
using Thriftscope.Benchmarks.Measuring;

namespace Thriftscope.Benchmarks.Rpc;

/// <summary>Callers that ping a server all at the same time, each as soon as its last call has been answered.</summary>
/// <param name="clients">The client of each caller: its own, or one that it shares.</param>
internal sealed class CallerGroup(IPinger[] clients) : IAsyncDisposable
{
    private readonly List<double> _ns = [];
    private readonly List<double> _cpuNs = [];
    private readonly List<double> _bytes = [];

    /// <summary>Time between the ends of calls: the inverse of calls per second.</summary>
    public double NsPerCall => Median.Of(_ns);

    /// <summary>Processor time of client and server.</summary>
    public double CpuNsPerCall => Median.Of(_cpuNs);

    /// <summary>Memory allocated by client and server.</summary>
    public long BytesPerCall => (long)Median.Of(_bytes);

    public static async Task<CallerGroup> ConnectAsync(Func<Task<IPinger>> connect, int callers, int connections)
    {
        IPinger[] clients = new IPinger[callers];
        for (int i = 0; i < callers; i++)
            clients[i] = i < connections ? await connect() : clients[i % connections];
        return new CallerGroup(clients);
    }

    public async Task MeasureAsync(TimeSpan time)
    {
        ProcessUsage before = await UsageAsync();
        long started = Stopwatch.GetTimestamp();
        long calls = await RunAsync(time);
        double elapsed = Stopwatch.GetElapsedTime(started).TotalNanoseconds;
        ProcessUsage used = await UsageAsync() - before;
        _ns.Add(elapsed / calls);
        _cpuNs.Add(used.CpuMicroseconds * 1000.0 / calls);
        _bytes.Add((double)used.AllocatedBytes / calls);
    }

    public async Task<long> RunAsync(TimeSpan time)
    {
        long end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        long[] calls = await Task.WhenAll(clients.Select(c => Task.Run(() => CallAsync(c, end))));
        return calls.Sum();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IPinger client in clients.Distinct())
            await client.DisposeAsync();
    }

    private static async Task<long> CallAsync(IPinger client, long end)
    {
        long calls = 0;
        while (Stopwatch.GetTimestamp() < end)
        {
            await client.PingAsync();
            calls++;
        }

        return calls;
    }

    private async Task<ProcessUsage> UsageAsync() => ProcessUsage.OfThisProcess() + await clients[0].ServerUsageAsync();
}
