using System.Diagnostics;
using System.Globalization;

namespace Thriftscope.Telemetry;

/// <summary>
/// Reads ids in the well-known forms, for peers with another propagator than ours: W3C's, Jaeger's and B3's, in one key or several.
/// https://www.w3.org/TR/trace-context/, https://github.com/openzipkin/b3-propagation,
/// https://www.jaegertracing.io/docs/1.76/client-libraries/#propagation-format.
/// </summary>
internal static class ContextFormats
{
    /// <summary>Reads W3C's form.</summary>
    public static ActivityContext ReadW3C(ContextCarrier carrier) =>
        carrier.Get(ContextKeys.TraceParent) is { } parent
            && ActivityContext.TryParse(parent, carrier.Get(ContextKeys.TraceState), isRemote: true, out ActivityContext context)
            ? context
            : default;

    /// <summary>Reads the other forms.</summary>
    public static ActivityContext ReadOthers(ContextCarrier carrier)
    {
        if (carrier.Get(ContextKeys.Jaeger) is { } jaeger && ReadJaeger(jaeger) is var context && context != default)
            return context;
        if (carrier.Get(ContextKeys.B3) is { } b3 && ReadB3(b3) is var single && single != default)
            return single;
        return carrier.Get(ContextKeys.B3TraceId) is { } trace && carrier.Get(ContextKeys.B3SpanId) is { } span
            ? Of(trace, span, IsSampled(carrier.Get(ContextKeys.B3Sampled)) || carrier.Get(ContextKeys.B3Flags) == "1")
            : default;
    }

    // trace:span:parent:flags, without leading zeros; in headers the colons may be escaped. Flag 1 is "sampled", 2 "debug".
    private static ActivityContext ReadJaeger(string text)
    {
        string[] parts = text.Replace("%3A", ":", StringComparison.OrdinalIgnoreCase).Split(':', 5);
        return parts.Length == 4 && byte.TryParse(parts[3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte flags)
            ? Of(parts[0], parts[1], (flags & 3) != 0)
            : default;
    }

    // trace-span, and behind them perhaps -sampled and -parent.
    private static ActivityContext ReadB3(string text)
    {
        string[] parts = text.Split('-', 5);
        return parts.Length is >= 2 and <= 4 ? Of(parts[0], parts[1], parts.Length > 2 && IsSampled(parts[2])) : default;
    }

    // "d" is "debug", which implies sampling.
    private static bool IsSampled(string? text) => text is "1" or "d" or "true";

    private static ActivityContext Of(string trace, string span, bool isSampled)
    {
        if (trace.Length is 0 or > 32 || span.Length is 0 or > 16
            || !UInt128.TryParse(trace, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 traceId)
            || !ulong.TryParse(span, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong spanId))
            return default;
        // Ids of zeros are none.
        if (traceId == 0 || spanId == 0)
            return default;
        return new ActivityContext(
            ActivityTraceId.CreateFromString(traceId.ToString("x32", CultureInfo.InvariantCulture)),
            ActivitySpanId.CreateFromString(spanId.ToString("x16", CultureInfo.InvariantCulture)),
            isSampled ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None,
            isRemote: true);
    }
}
