using System.Globalization;

namespace Thriftscope.Telemetry;

/// <summary>Contexts of dialects that have ids in numbers.</summary>
internal static class ContextIds
{
    /// <summary>Writes ids as W3C does, whose parser then says whether they are valid: none of them may be zero.</summary>
    public static ContextCarrier ToCarrier(ulong traceHigh, ulong traceLow, ulong span, bool isSampled)
    {
        ContextCarrier carrier = new();
        carrier.Set(ContextKeys.TraceParent, string.Create(CultureInfo.InvariantCulture, $"00-{traceHigh:x16}{traceLow:x16}-{span:x16}-{(isSampled ? "01" : "00")}"));
        return carrier;
    }
}
