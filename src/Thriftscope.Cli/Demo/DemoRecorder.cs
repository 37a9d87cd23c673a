using System.Diagnostics;
using OpenTelemetry;

namespace Thriftscope.Cli.Demo;

/// <summary>Counts the demo's spans as they end: by method, and by trace.</summary>
internal sealed class DemoRecorder : BaseProcessor<Activity>
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, MethodStatistics> _methods = new(StringComparer.Ordinal);
    private readonly TraceAssembler _traces = new();
    private readonly long _started = Stopwatch.GetTimestamp();

    public override void OnEnd(Activity data)
    {
        lock (_gate)
        {
            _traces.Add(data);
            // Each call has one client span; its server span tells the same call from the other end.
            if (data.Kind != ActivityKind.Client)
                return;
            if (!_methods.TryGetValue(data.DisplayName, out MethodStatistics? method))
                _methods.Add(data.DisplayName, method = new MethodStatistics(data.DisplayName));
            method.Add(data);
        }
    }

    /// <summary>What has been counted so far.</summary>
    public DemoSnapshot Snapshot()
    {
        lock (_gate)
        {
            _traces.FinishQuiet();
            return Take();
        }
    }

    /// <summary>What has been counted in all; no span comes after it.</summary>
    public DemoSnapshot Finish()
    {
        lock (_gate)
        {
            _traces.FinishAll();
            return Take();
        }
    }

    private DemoSnapshot Take() => new(
        Stopwatch.GetElapsedTime(_started),
        _traces.Spans,
        _traces.Traces,
        _traces.MaxDepth,
        [.. _methods.Values.OrderBy(m => m.Name, StringComparer.Ordinal).Select(m => m.Take())],
        _traces.LatestNotable);
}

/// <summary>What the demo has counted at one moment.</summary>
internal sealed record DemoSnapshot(
    TimeSpan Elapsed, long Spans, long Traces, int MaxDepth, IReadOnlyList<MethodRow> Methods, TraceTree? LatestNotable)
{
    public long Calls => Methods.Sum(m => m.Calls);

    public long Errors => Methods.Sum(m => m.Errors);
}

/// <summary>What the demo has counted of one method.</summary>
internal sealed record MethodRow(
    string Method, long Calls, long Errors, double Rate, TimeSpan P50, TimeSpan P95, TimeSpan P99, long RequestBytes, long ResponseBytes)
{
    public double ErrorShare => Calls == 0 ? 0 : (double)Errors / Calls;
}
