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
    /// <summary>Drops what is over the options' limits, which are those of field 8888 or less.</summary>
    public static void Fit(ContextCarrier carrier, ThriftContextOptions options, string dialect, Counter<long> dropped) =>
        Fit(carrier, new OptionLimit(options), dialect, dropped);

    /// <summary>Drops what does not fit: baggage first, then everything but the trace parent, and that last.</summary>
    public static void Fit<TLimit>(ContextCarrier carrier, TLimit limit, string dialect, Counter<long> dropped)
        where TLimit : struct, IContextLimit
    {
        if (carrier.Count == 0 || limit.Fits(carrier))
            return;
        Drop(ContextKeys.Baggage);
        for (int i = carrier.Count - 1; i >= 0 && !limit.Fits(carrier); i--)
        {
            if (!carrier.Entries[i].Key.Equals(ContextKeys.TraceParent, StringComparison.OrdinalIgnoreCase))
                Drop(carrier.Entries[i].Key);
        }

        if (!limit.Fits(carrier))
            Drop(ContextKeys.TraceParent);

        void Drop(string key)
        {
            if (carrier.Remove(key))
                Guard.Add(dropped, new(SemanticConventions.ThriftDialect, dialect), new(SemanticConventions.ThriftReason, "too_large"));
        }
    }

    private readonly struct OptionLimit(ThriftContextOptions options) : IContextLimit
    {
        public bool Fits(ContextCarrier carrier)
        {
            if (carrier.Count > options.MaxEntries)
                return false;
            int characters = 0;
            for (int i = 0; i < carrier.Count; i++)
                characters += carrier.Entries[i].Key.Length + carrier.Entries[i].Value.Length;
            return characters <= options.MaxCharacters;
        }
    }
}
