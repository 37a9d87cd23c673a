using System.Collections.Frozen;
using System.Diagnostics.Metrics;

namespace Thriftscope.StatsD.Recording;

/// <summary>What an instrument's measurements mean.</summary>
internal enum InstrumentKind
{
    Counter,
    UpDownCounter,
    Gauge,
    Histogram,
    ObservableCounter,
    ObservableUpDownCounter,
    ObservableGauge,
}

internal static class InstrumentKinds
{
    // .NET 9 and 10 declare these of System.Runtime as counters, although the queue's length and the number of threads fall too.
    private static readonly FrozenSet<string> FallingCounters =
        FrozenSet.Create(StringComparer.Ordinal, "dotnet.thread_pool.queue.length", "dotnet.thread_pool.thread.count");

    /// <summary>Answers null for an instrument of the program's own making, whose meaning is unknown.</summary>
    public static InstrumentKind? Of(Instrument instrument)
    {
        Type type = instrument.GetType();
        if (!type.IsGenericType)
            return null;
        type = type.GetGenericTypeDefinition();
        return type == typeof(Counter<>) ? InstrumentKind.Counter
            : type == typeof(UpDownCounter<>) ? InstrumentKind.UpDownCounter
            : type == typeof(Gauge<>) ? InstrumentKind.Gauge
            : type == typeof(Histogram<>) ? InstrumentKind.Histogram
            : type == typeof(ObservableCounter<>) ? (Falls(instrument) ? InstrumentKind.ObservableGauge : InstrumentKind.ObservableCounter)
            : type == typeof(ObservableUpDownCounter<>) ? InstrumentKind.ObservableUpDownCounter
            : type == typeof(ObservableGauge<>) ? InstrumentKind.ObservableGauge
            : null;
    }

    private static bool Falls(Instrument counter) => counter.Meter.Name == "System.Runtime" && FallingCounters.Contains(counter.Name);
}
