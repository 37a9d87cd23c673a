using System.Diagnostics;
using Thriftscope.Benchmarks.Measuring;

namespace Thriftscope.Benchmarks.Telemetry;

/// <summary>What telemetry costs a call: client and server, each with its span and its metrics.</summary>
internal static class TelemetryComparisons
{
    public static IEnumerable<Comparison> Create() =>
    [
        Call("off", Listening.Nobody),
        Call("metrics only", new(Metrics: true, Sampling: null)),
        Call("sampled out, metrics", new(Metrics: true, ActivitySamplingResult.PropagationData)),
        Call("sampled in, metrics", new(Metrics: true, ActivitySamplingResult.AllDataAndRecorded)),
    ];

    private static Comparison Call(string name, Listening listening)
    {
        ObservedCall ours = new($"ours, {name}", listening);
        BareCall theirs = new($"bare, {name}", listening);
        return new($"telemetry of a call: {name}", "bare Activity + histograms", ours.Run, theirs.Run);
    }
}
