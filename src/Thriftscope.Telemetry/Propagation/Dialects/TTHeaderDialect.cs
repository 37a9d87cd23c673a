namespace Thriftscope.Telemetry;

/// <summary>
/// The propagator's keys as headers of Kitex's TTHeader, behind the prefix of its metainfo; a gateway in front of Kitex writes them
/// without. https://www.cloudwego.io/docs/kitex/reference/transport_protocol_ttheader/.
/// </summary>
internal sealed class TTHeaderDialect() : ThriftContextDialect("ttheader")
{
    public override bool IsWritable => true;

    internal override void ReadHeaders(Dictionary<string, string> headers, HeaderPlace place, InboundContexts contexts)
    {
        if (place == HeaderPlace.TTHeader)
            contexts.Add(this, ContextKeys.Select(headers, TTHeaderBlock.TransitPrefix));
    }
}
