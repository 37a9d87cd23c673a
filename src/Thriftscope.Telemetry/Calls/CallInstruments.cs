using System.Diagnostics;
using System.Diagnostics.Metrics;
using static Thriftscope.Telemetry.SemanticConventions;

namespace Thriftscope.Telemetry;

/// <summary>The activity source and the instruments. One set serves the process; tests and benchmarks make their own.</summary>
internal sealed class CallInstruments : IDisposable
{
    // The conventions' bounds, with finer ones below: a Thrift call is often shorter than 5 ms.
    private static readonly InstrumentAdvice<double> DurationAdvice = new()
    {
        HistogramBucketBoundaries =
        [
            0.0001, 0.00025, 0.0005, 0.001, 0.0025,
            0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
        ],
    };

    private static readonly InstrumentAdvice<long> SizeAdvice = new()
    {
        HistogramBucketBoundaries = [64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864],
    };

    private static readonly InstrumentAdvice<double> ConnectionAdvice = new()
    {
        HistogramBucketBoundaries = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300],
    };

    public CallInstruments(
        string sourceName = ThriftInstrumentation.ActivitySourceName,
        string meterName = ThriftInstrumentation.MeterName,
        string phasesMeterName = ThriftInstrumentation.PhasesMeterName)
    {
        string? version = typeof(CallInstruments).Assembly.GetName().Version?.ToString(3);
        Source = new ActivitySource(sourceName, version);
        Meter = new Meter(meterName, version);
        PhasesMeter = new Meter(phasesMeterName, version);
        Client = new SideInstruments(Meter, PhasesMeter, "client", ClientDuration, ClientRequestSize, ClientResponseSize, ClientActiveRequests, ClientPhaseDuration, ClientConnections);
        Server = new SideInstruments(Meter, PhasesMeter, "server", ServerDuration, ServerRequestSize, ServerResponseSize, ServerActiveRequests, ServerPhaseDuration, ServerConnections);
        ConnectionDuration = Meter.CreateHistogram(ServerConnectionDuration, "s", "How long a connection to the server was open.", advice: ConnectionAdvice);
        QueueDuration = Meter.CreateHistogram(
            ServerQueueDuration, "s", "How long requests waited, behind others of their connection and until their handler ran.", advice: DurationAdvice);
        RejectedMessages = Meter.CreateCounter<long>(ServerRejectedMessages, "{message}", "Messages that the server could not or would not serve.");
        Extracted = Meter.CreateCounter<long>(ContextExtracted, "{context}", "Trace contexts that came with a request, and became its parent.");
        Conflicted = Meter.CreateCounter<long>(ContextConflicted, "{context}", "Trace contexts that came with a request beside its parent, and belong to another trace.");
        Dropped = Meter.CreateCounter<long>(ContextDropped, "{context}", "Trace contexts, or parts of them, that were not used or not sent.");
    }

    public static CallInstruments Shared { get; } = new();

    public ActivitySource Source { get; }

    public Meter Meter { get; }

    public Meter PhasesMeter { get; }

    public SideInstruments Client { get; }

    public SideInstruments Server { get; }

    public Histogram<double> ConnectionDuration { get; }

    public Histogram<double> QueueDuration { get; }

    public Counter<long> RejectedMessages { get; }

    public Counter<long> Extracted { get; }

    public Counter<long> Conflicted { get; }

    public Counter<long> Dropped { get; }

    public void Dispose()
    {
        Source.Dispose();
        Meter.Dispose();
        PhasesMeter.Dispose();
    }

    /// <summary>The instruments that a client and a server each have.</summary>
    internal sealed class SideInstruments(
        Meter meter, Meter phases, string side, string duration, string requestSize, string responseSize, string active, string phase, string connections)
    {
        public Histogram<double> Duration { get; } =
            meter.CreateHistogram(duration, "s", $"How long a {side}'s calls took.", advice: DurationAdvice);

        public Histogram<long> RequestSize { get; } =
            meter.CreateHistogram(requestSize, "By", "The size of requests on the wire.", advice: SizeAdvice);

        public Histogram<long> ResponseSize { get; } =
            meter.CreateHistogram(responseSize, "By", "The size of replies on the wire.", advice: SizeAdvice);

        public UpDownCounter<long> ActiveRequests { get; } =
            meter.CreateUpDownCounter<long>(active, "{request}", $"The {side}'s calls that are under way.");

        public UpDownCounter<long> Connections { get; } =
            meter.CreateUpDownCounter<long>(connections, "{connection}", $"The {side}'s open connections.");

        public Histogram<double> PhaseDuration { get; } =
            phases.CreateHistogram(phase, "s", $"How long each phase of a {side}'s calls took.", advice: DurationAdvice);

        public bool Enabled =>
            Duration.Enabled || RequestSize.Enabled || ResponseSize.Enabled || ActiveRequests.Enabled || PhaseDuration.Enabled;
    }
}
