using System.Globalization;
using Thriftscope.Benchmarks.Measuring;
using Thriftscope.Benchmarks.Reporting;
using Thriftscope.Benchmarks.Rpc;

switch (args)
{
    case ["quick", string output]:
        Save(output, [.. Workloads.Comparisons.Select(QuickRun.Measure).Select(Show), .. RpcRun.Measure(TimeSpan.FromMilliseconds(300)).Select(Show)]);
        return 0;
    case ["full", string output]:
        Save(output, [.. FullRun.Measure(Workloads.Comparisons).Select(Show), .. RpcRun.Measure(TimeSpan.FromSeconds(1)).Select(Show)]);
        return 0;
    case ["full", string output, string name]:
        // The other rows stay as they were, unless nothing measures them any more.
        BenchResult[] before = [.. BenchResult.FromJson(File.ReadAllText(output))];
        BenchResult[] anew = [.. FullRun.Measure([.. Workloads.Comparisons.Where(c => c.Name.Contains(name, StringComparison.Ordinal))]).Select(Show)];
        Save(output, [.. Workloads.Comparisons.Select(c => Array.Find(anew, c.Gave) ?? Array.Find(before, c.Gave)).OfType<BenchResult>(), .. before.Where(r => r.OursCpuNs is not null)]);
        return 0;
    case ["only", string name]:
        foreach (Comparison comparison in Workloads.Comparisons.Where(c => c.Name.Contains(name, StringComparison.Ordinal)))
            _ = Show(QuickRun.Measure(comparison));
        return 0;
    case ["rpc"]:
        foreach (BenchResult result in RpcRun.Measure(TimeSpan.FromMilliseconds(300)))
            _ = Show(result);
        return 0;
    case ["readme", string results, string readme]:
        Readme.Update(readme, BenchResult.FromJson(File.ReadAllText(results)));
        return 0;

    // The processes that RpcRun starts.
    case ["serve", string peer]:
        await RpcRun.ServeAsync(peer);
        return 0;
    case ["call", string milliseconds, .. string[] ports]:
        await RpcRun.CallAsync(TimeSpan.FromMilliseconds(double.Parse(milliseconds, CultureInfo.InvariantCulture)), ports);
        return 0;

    default:
        await Console.Error.WriteLineAsync("Usage: quick RESULTS.json | full RESULTS.json [NAME] | only NAME | rpc | readme RESULTS.json README.md");
        return 2;
}

static BenchResult Show(BenchResult result)
{
    Console.WriteLine(FormattableString.Invariant(
        $"{result.Name,-48} {result.OursNs,12:N0} ns {result.PeerNs,12:N0} ns {result.Ratio,8:0.00} x {result.OursBytes,10:N0} B {result.PeerBytes,10:N0} B {result.OursCpuNs,10:N0} {result.PeerCpuNs,10:N0}"));
    return result;
}

static void Save(string path, IEnumerable<BenchResult> results)
{
    _ = Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    File.WriteAllText(path, BenchResult.ToJson(results) + "\n");
}
