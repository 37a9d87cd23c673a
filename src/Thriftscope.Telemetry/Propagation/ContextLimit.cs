using System.Diagnostics.Metrics;

namespace Thriftscope.Telemetry;

/// <summary>What a dialect has room for.</summary>
internal interface IContextLimit
{
    bool Fits(ContextCarrier carrier);
}

/// <summary>Makes contexts fit into what peers accept.</summary>
internal static class ContextLimit
{
    private const string TraceParent = "traceparent";
    private const string Baggage = "baggage";

    /// <summary>Drops what does not fit: baggage first, then everything but the trace parent, and that last.</summary>
    public static void Fit<TLimit>(ContextCarrier carrier, TLimit limit, string dialect, Counter<long> dropped)
        where TLimit : struct, IContextLimit
    {
        if (carrier.Count == 0 || limit.Fits(carrier))
            return;
        Drop(Baggage);
        for (int i = carrier.Count - 1; i >= 0 && !limit.Fits(carrier); i--)
        {
            if (!carrier.Entries[i].Key.Equals(TraceParent, StringComparison.OrdinalIgnoreCase))
                Drop(carrier.Entries[i].Key);
        }

        if (!limit.Fits(carrier))
            Drop(TraceParent);

        void Drop(string key)
        {
            if (carrier.Remove(key))
                Guard.Add(dropped, new(SemanticConventions.ThriftDialect, dialect), new(SemanticConventions.ThriftReason, "too_large"));
        }
    }
}
