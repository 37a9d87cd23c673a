using Thriftscope.Benchmarks.Codec;
using Thriftscope.Benchmarks.Contexts;
using Thriftscope.Benchmarks.Exporters;
using Thriftscope.Benchmarks.Instrumented;
using Thriftscope.Benchmarks.Telemetry;

namespace Thriftscope.Benchmarks.Measuring;

/// <summary>What is measured in one process, the same for the short and the full run.</summary>
internal static class Workloads
{
    public static ThriftModule Module { get; } = ThriftModule.Load(Path.Combine(AppContext.BaseDirectory, "Idl", "benchmarks.thrift"));

    public static IReadOnlyList<Comparison> Comparisons { get; } =
    [
        .. CodecComparisons.Create(),
        .. TypedComparisons.Create(),
        .. TelemetryComparisons.Create(),
        .. ContextComparisons.Create(),
        .. InstrumentedCallComparisons.Create(),
        .. ExporterComparisons.Create(),
    ];
}
