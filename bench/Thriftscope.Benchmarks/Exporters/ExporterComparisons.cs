using OpenTelemetry.Metrics;
using Thriftscope.Benchmarks.Measuring;

namespace Thriftscope.Benchmarks.Exporters;

/// <summary>What exporters cost: each call, and each scrape or flush of a hundred methods.</summary>
internal static class ExporterComparisons
{
    private const string ByHand = "OpenTelemetry's exporters alone, telemetry by hand";
    private const string SameCalls = "OpenTelemetry's exporters alone, the same calls";

    private static readonly Func<string, ICalls> Ours = static name => new ObservedCalls(name);
    private static readonly Func<string, ICalls> Bare = static name => new BareCalls(name);

    private static readonly Action<ExportedCalls> CallOne = static side => side.CallOne();
    private static readonly Action<ExportedCalls> Deliver = static side => side.Deliver();
    private static readonly Action<ExportedCalls> CallAndDeliver = static side => side.CallAndDeliver();

    public static IEnumerable<Comparison> Create() =>
    [
        AgainstByHand("call: Prometheus", CallOne, Prometheus(withSpans: false), PrometheusAlone(withSpans: false)),
        AgainstByHand("call: Prometheus, spans and exemplars", CallOne, Prometheus(withSpans: true), PrometheusAlone(withSpans: true)),
        AgainstByHand("call: OTLP, metrics", CallOne, Otlp(withSpans: false), OtlpAlone(withSpans: false)),
        AgainstByHand("call: OTLP, spans and metrics", CallOne, Otlp(withSpans: true), OtlpAlone(withSpans: true)),
        AgainstByHand("scrape of 100 methods: Prometheus", Deliver, Prometheus(withSpans: false), PrometheusAlone(withSpans: false)),
        AgainstByHand("scrape of 100 methods: Prometheus, exemplars", Deliver, Prometheus(withSpans: true), PrometheusAlone(withSpans: true)),
        AgainstByHand("export of 100 methods: OTLP", Deliver, Otlp(withSpans: false), OtlpAlone(withSpans: false)),
        AgainstByHand("1,000 calls, delivered: OTLP, spans and metrics", CallAndDeliver, Otlp(withSpans: true), OtlpAlone(withSpans: true)),
        .. StatsDAgainstOthers("call", CallOne),
        .. StatsDAgainstOthers("1,000 calls, delivered", CallAndDeliver),
    ];

    // The same exporter on both sides, as we set it up and as it comes.
    private static Comparison AgainstByHand(
        string name, Action<ExportedCalls> operation, Func<string, IExport> export, Func<string, IExport> peerExport) =>
        Row(name, ByHand, operation, export, peerExport, Bare);

    // The calls are ours on both sides: what differs is who hears of them.
    private static IEnumerable<Comparison> StatsDAgainstOthers(string what, Action<ExportedCalls> operation) =>
    [
        Row($"{what}: StatsD against Prometheus", SameCalls, operation, StatsD(), PrometheusAlone(withSpans: false), Ours),
        Row($"{what}: StatsD against OTLP", SameCalls, operation, StatsD(), OtlpAlone(withSpans: false), Ours),
        Row($"{what}: StatsD, one in ten, against Prometheus", SameCalls, operation, StatsD(0.1), PrometheusAlone(withSpans: false), Ours),
    ];

    private static Comparison Row(
        string name, string peer, Action<ExportedCalls> operation,
        Func<string, IExport> export, Func<string, IExport> peerExport, Func<string, ICalls> peerCalls)
    {
        // Names of their own, so that no row hears another.
        string ourName = $"{name}, ours";
        string theirName = $"{name}, theirs";
        ExportedCalls ours = new(() => export(ourName), () => Ours(ourName));
        ExportedCalls theirs = new(() => peerExport(theirName), () => peerCalls(theirName));
        return new(name, peer, () => operation(ours), () => operation(theirs))
        {
            Settle = () =>
            {
                ours.Settle();
                theirs.Settle();
            },
            Stop = () =>
            {
                ours.Stop();
                theirs.Stop();
            },
        };
    }

    // As ThriftTelemetry has it: exemplars of sampled calls, the specification's default.
    private static Func<string, IExport> Prometheus(bool withSpans) =>
        name => new PrometheusExport(name, withSpans, ExemplarFilterType.TraceBased);

    private static Func<string, IExport> PrometheusAlone(bool withSpans) => name => new PrometheusExport(name, withSpans, exemplars: null);

    private static Func<string, IExport> Otlp(bool withSpans) => name => CollectorExport.Ours(name, withSpans);

    private static Func<string, IExport> OtlpAlone(bool withSpans) => name => CollectorExport.Alone(name, withSpans);

    private static Func<string, IExport> StatsD(double sampleRate = 1) => name => new StatsDExport(name, sampleRate);
}
