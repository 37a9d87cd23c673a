using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using Thriftscope.Benchmarks.Reporting;

namespace Thriftscope.Benchmarks.Measuring;

/// <summary>Measures the comparisons with BenchmarkDotNet.</summary>
internal static class FullRun
{
    public static IEnumerable<BenchResult> Measure(IReadOnlyList<Comparison> comparisons)
    {
        ComparisonBenchmarks.All = comparisons;
        // In this process: what is measured needs the IDL and the generated code that the build has put beside it.
        Job job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(4).WithIterationCount(10).WithIterationTime(TimeInterval.FromMilliseconds(150));
        IConfig config = DefaultConfig.Instance.AddJob(job);
        Summary summary = BenchmarkRunner.Run<ComparisonBenchmarks>(config);
        ILookup<string, BenchmarkReport> reports = summary.Reports.ToLookup(r => r.BenchmarkCase.Parameters[nameof(ComparisonBenchmarks.Comparison)].ToString()!);
        foreach (Comparison comparison in comparisons)
        {
            IEnumerable<BenchmarkReport> pair = reports[comparison.ToString()];
            (double oursNs, long oursBytes) = Read(pair, nameof(ComparisonBenchmarks.Ours));
            (double peerNs, long peerBytes) = Read(pair, nameof(ComparisonBenchmarks.Theirs));
            yield return new BenchResult(comparison.Name, oursNs, comparison.Peer, peerNs, oursBytes, peerBytes);
        }
    }

    private static (double Ns, long Bytes) Read(IEnumerable<BenchmarkReport> pair, string method)
    {
        BenchmarkReport report = pair.Single(r => r.BenchmarkCase.Descriptor.WorkloadMethod.Name == method);
        return (report.ResultStatistics!.Median, report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0);
    }
}
