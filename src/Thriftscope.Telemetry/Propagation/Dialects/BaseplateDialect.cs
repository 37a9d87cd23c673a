using System.Globalization;

namespace Thriftscope.Telemetry;

/// <summary>
/// The dialect of Reddit's baseplate: THeaders <c>Trace</c> and <c>Span</c> with ids as decimal numbers, the trace's of up to 128 bits, the
/// span's of up to 64. https://github.com/reddit/baseplate.spec.
/// </summary>
internal sealed class BaseplateDialect() : ThriftContextDialect("baseplate")
{
    internal override void ReadHeaders(Dictionary<string, string> headers, HeaderPlace place, InboundContexts contexts)
    {
        if (place != HeaderPlace.Header || !headers.TryGetValue("Trace", out string? trace) || !headers.TryGetValue("Span", out string? span))
            return;
        // Bit 0 of the flags is Zipkin's "debug", which implies sampling.
        bool isSampled = headers.GetValueOrDefault("Sampled") is "1" or "true"
            || (int.TryParse(headers.GetValueOrDefault("Flags"), NumberStyles.None, CultureInfo.InvariantCulture, out int flags) && (flags & 1) == 1);
        if (UInt128.TryParse(trace, NumberStyles.None, CultureInfo.InvariantCulture, out UInt128 traceId)
            && ulong.TryParse(span, NumberStyles.None, CultureInfo.InvariantCulture, out ulong spanId))
            contexts.Add(this, ContextIds.ToCarrier((ulong)(traceId >> 64), (ulong)traceId, spanId, isSampled));
        // Anything may be called so: only numbers are ids.
    }
}
