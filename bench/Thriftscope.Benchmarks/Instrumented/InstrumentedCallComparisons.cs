using System.Diagnostics;
using Thriftscope.Benchmarks.Measuring;
using Thriftscope.Benchmarks.Telemetry;

namespace Thriftscope.Benchmarks.Instrumented;

/// <summary>What instrumenting Apache's client and server costs a call, over loopback and in memory.</summary>
internal static class InstrumentedCallComparisons
{
    private const string Peer = "the same ApacheThrift call, not instrumented";

    public static IEnumerable<Comparison> Create() =>
    [
        // How far apart two equal calls come out is what the others can be read to.
        new("ApacheThrift ping over loopback: not instrumented either", Peer, ApacheCall.Plain(overLoopback: true), ApacheCall.Plain(overLoopback: true)),
        .. Create(overLoopback: true),
        .. Create(overLoopback: false),
    ];

    private static IEnumerable<Comparison> Create(bool overLoopback)
    {
        string where = overLoopback ? "over loopback" : "in memory";
        string off = $"ApacheThrift ping {where}: nothing listens";
        yield return new(
            off,
            Peer,
            ApacheCall.Instrumented(off, new(Metrics: false, Sampling: null), overLoopback),
            ApacheCall.Plain(overLoopback));
        yield return AgainstHandWritten("metrics only", new(Metrics: true, Sampling: null));
        yield return AgainstHandWritten("sampled out, metrics", new(Metrics: true, ActivitySamplingResult.PropagationData));
        yield return AgainstHandWritten("sampled in, metrics", new(Metrics: true, ActivitySamplingResult.AllDataAndRecorded));
        yield return AgainstHandWritten("sampled in", new(Metrics: false, ActivitySamplingResult.AllDataAndRecorded));

        Comparison AgainstHandWritten(string what, Listening listening)
        {
            string name = $"ApacheThrift ping {where}: {what}";
            return new(
                name,
                "the same ApacheThrift call with telemetry written by hand",
                ApacheCall.Instrumented(name, listening, overLoopback),
                ApacheCall.WithHandWritten($"by hand, {name}", listening, overLoopback));
        }
    }
}
