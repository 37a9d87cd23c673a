namespace Thriftscope.Telemetry;

/// <summary>The keys that tracers give their contexts, in maps and in headers.</summary>
internal static class ContextKeys
{
    public const string TraceParent = "traceparent";
    public const string TraceState = "tracestate";
    public const string Baggage = "baggage";
    public const string B3 = "b3";
    public const string B3TraceId = "x-b3-traceid";
    public const string B3SpanId = "x-b3-spanid";
    public const string B3Sampled = "x-b3-sampled";
    public const string B3Flags = "x-b3-flags";
    public const string Jaeger = "uber-trace-id";

    // One of these makes a context of what else is there. Peers may have another propagator than we.
    private static readonly string[] Known = [TraceParent, TraceState, Baggage, B3, B3TraceId, Jaeger];

    /// <summary>Whether a key is that of a context, of a well-known kind or of the propagator that is set up.</summary>
    public static bool IsKnown(string key)
    {
        foreach (string known in Known)
        {
            if (string.Equals(known, key, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return ContextPropagator.Current.HasField(key);
    }

    /// <summary>Whether a key belongs to a context if there is one.</summary>
    public static bool IsPart(string key) =>
        IsKnown(key) || key.StartsWith("x-b3-", StringComparison.OrdinalIgnoreCase) || key.StartsWith("uberctx-", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a key tells of one call only, and is never passed on with another.</summary>
    public static bool IsOfOneCall(string key) => IsPart(key) || key.StartsWith("sw8", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether any of the entries is a context's.</summary>
    public static bool HasAny(ContextCarrier entries)
    {
        for (int i = 0; i < entries.Count; i++)
        {
            if (IsKnown(entries.Entries[i].Key))
                return true;
        }

        return false;
    }

    /// <summary>The context among headers; <see langword="null"/> when there is none.</summary>
    /// <param name="headers">The headers.</param>
    /// <param name="prefix">What may stand before the keys. Those that have it count before those that have not.</param>
    public static ContextCarrier? Select(Dictionary<string, string> headers, string prefix = "")
    {
        ContextCarrier? selected = null;
        Copy(headers, "", ref selected);
        if (prefix.Length > 0)
            Copy(headers, prefix, ref selected);
        return selected is not null && HasAny(selected) ? selected : null;
    }

    private static void Copy(Dictionary<string, string> headers, string prefix, ref ContextCarrier? selected)
    {
        foreach ((string name, string value) in headers)
        {
            if (!name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                continue;
            string key = prefix.Length == 0 ? name : name[prefix.Length..];
            if (IsPart(key))
                (selected ??= new ContextCarrier()).Set(key, value);
        }
    }
}
