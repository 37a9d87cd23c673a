using System.Diagnostics.Metrics;

namespace Thriftscope.Telemetry;

/// <summary>The trace context in the headers of THeader, TTHeader and HTTP.</summary>
internal static class ContextHeaders
{
    /// <summary>Finds the contexts in the headers around a message. They stay as they are: user code sees them all.</summary>
    /// <param name="headers">The headers; a dictionary that compares keys without regard to case.</param>
    /// <param name="place">Where they stand.</param>
    /// <param name="contexts">Where the contexts go.</param>
    public static void Read(Dictionary<string, string> headers, HeaderPlace place, InboundContexts contexts)
    {
        if (headers.Count == 0)
            return;
        foreach (ThriftContextDialect dialect in ThriftContextDialects.All)
            dialect.ReadHeaders(headers, place, contexts);
    }

    /// <summary>Makes a context fit into the header block beside the user's headers.</summary>
    public static void Fit(ContextCarrier carrier, Dictionary<string, string>? user, HeaderFormat format, Counter<long> dropped) =>
        ContextLimit.Fit(carrier, new BlockRoom(user, format), format.Dialect.Name, dropped);

    private readonly struct BlockRoom(Dictionary<string, string>? user, HeaderFormat format) : IContextLimit
    {
        public bool Fits(ContextCarrier carrier)
        {
            OutgoingHeaders headers = new(user, carrier, format.ContextPrefix);
            return headers.Count <= HeaderLimits.MaxHeaders && format.SizeOf(isCompressed: true, headers) <= HeaderLimits.MaxBlockSize;
        }
    }
}
