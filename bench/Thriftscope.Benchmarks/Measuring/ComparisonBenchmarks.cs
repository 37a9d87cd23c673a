using BenchmarkDotNet.Attributes;

namespace Thriftscope.Benchmarks.Measuring;

/// <summary>The comparisons for BenchmarkDotNet: the full run.</summary>
[MemoryDiagnoser]
public class ComparisonBenchmarks
{
    public static IReadOnlyList<Comparison> All { get; set; } = [];

    [ParamsSource(nameof(All))]
    public Comparison Comparison { get; set; } = null!;

    [GlobalCleanup]
    public void Stop() => Comparison.Stop();

    [Benchmark(Baseline = true)]
    public void Theirs() => Comparison.Theirs();

    [Benchmark]
    public void Ours() => Comparison.Ours();
}
