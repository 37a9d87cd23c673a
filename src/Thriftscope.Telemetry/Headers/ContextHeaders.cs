using System.Diagnostics.Metrics;
using System.Globalization;
using System.Numerics;

namespace Thriftscope.Telemetry;

/// <summary>The trace context in the headers of THeader, TTHeader and HTTP.</summary>
internal static class ContextHeaders
{
    private const string TraceParent = "traceparent";

    /// <summary>Takes the context out of a message's headers. They stay as they are: user code sees them all.</summary>
    /// <param name="headers">The headers; a dictionary that compares keys without regard to case.</param>
    /// <param name="format">The format that they came in.</param>
    /// <param name="carrier">An empty carrier, which stays empty when there is no context.</param>
    public static void Extract(Dictionary<string, string> headers, HeaderFormat format, ContextCarrier carrier)
    {
        if (headers.Count == 0)
            return;
        // A gateway in front of Kitex writes the bare keys.
        bool known = Copy(headers, "", carrier);
        if (format.ContextPrefix.Length > 0)
            known |= Copy(headers, format.ContextPrefix, carrier);
        if (!known)
            carrier.Clear();
        if (carrier.Get(TraceParent) is null && BaseplateParent(headers) is { } parent)
            carrier.Set(TraceParent, parent);
        if (carrier.Count > 0)
            carrier.Dialect = format.Dialect;
    }

    /// <summary>Makes a context fit into the header block beside the user's headers, as <see cref="TrailingField.Fit"/> does.</summary>
    public static void Fit(ContextCarrier carrier, Dictionary<string, string>? user, HeaderFormat format, Counter<long> dropped) =>
        ContextLimit.Fit(carrier, new BlockRoom(user, format), format.Dialect, dropped);

    private static bool Copy(Dictionary<string, string> headers, string prefix, ContextCarrier carrier)
    {
        bool known = false;
        foreach ((string name, string value) in headers)
        {
            if (!name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                continue;
            string key = prefix.Length == 0 ? name : name[prefix.Length..];
            if (!TrailingField.IsKnownKey(key) && !IsPartOfContext(key))
                continue;
            known |= TrailingField.IsKnownKey(key);
            carrier.Set(key, value);
        }

        return known;
    }

    // What the propagators of B3 and Jaeger read besides the keys that tell their contexts.
    private static bool IsPartOfContext(string key) =>
        key.StartsWith("x-b3-", StringComparison.OrdinalIgnoreCase) || key.StartsWith("uberctx-", StringComparison.OrdinalIgnoreCase);

    // Reddit's baseplate writes ids as decimal numbers: the trace's of up to 128 bits, the span's of up to 64.
    private static string? BaseplateParent(Dictionary<string, string> headers)
    {
        if (!headers.TryGetValue("Trace", out string? trace) || !headers.TryGetValue("Span", out string? span)
            || !UInt128.TryParse(trace, NumberStyles.None, CultureInfo.InvariantCulture, out UInt128 traceId) || traceId == 0
            || !ulong.TryParse(span, NumberStyles.None, CultureInfo.InvariantCulture, out ulong spanId) || spanId == 0)
            return null;
        // Bit 0 of the flags is Zipkin's "debug", which implies sampling.
        bool isSampled = headers.GetValueOrDefault("Sampled") is "1" or "true"
            || (int.TryParse(headers.GetValueOrDefault("Flags"), NumberStyles.None, CultureInfo.InvariantCulture, out int flags) && (flags & 1) == 1);
        return string.Create(CultureInfo.InvariantCulture, $"00-{traceId:x32}-{spanId:x16}-{(isSampled ? "01" : "00")}");
    }

    private readonly struct BlockRoom(Dictionary<string, string>? user, HeaderFormat format) : IContextLimit
    {
        public bool Fits(ContextCarrier carrier)
        {
            OutgoingHeaders headers = new(user, carrier, format.ContextPrefix);
            return headers.Count <= HeaderLimits.MaxHeaders && format.SizeOf(isCompressed: true, headers) <= HeaderLimits.MaxBlockSize;
        }
    }
}
