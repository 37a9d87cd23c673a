namespace Thriftscope.Telemetry;

/// <summary>The propagator's keys as headers of HTTP. A web server that makes a span of the request reads them before we do.</summary>
internal sealed class HttpDialect() : ThriftContextDialect("http")
{
    public override bool IsWritable => true;

    internal override void ReadHeaders(Dictionary<string, string> headers, HeaderPlace place, InboundContexts contexts)
    {
        if (place == HeaderPlace.Http)
            contexts.Add(this, ContextKeys.Select(headers));
    }
}
