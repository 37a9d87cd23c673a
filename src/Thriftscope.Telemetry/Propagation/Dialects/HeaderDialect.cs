namespace Thriftscope.Telemetry;

/// <summary>The propagator's keys as headers of Apache's THeader.</summary>
internal sealed class HeaderDialect() : ThriftContextDialect("theader")
{
    public override bool IsWritable => true;

    internal override void ReadHeaders(Dictionary<string, string> headers, HeaderPlace place, InboundContexts contexts)
    {
        if (place == HeaderPlace.Header)
            contexts.Add(this, ContextKeys.Select(headers));
    }
}
