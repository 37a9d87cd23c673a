namespace Thriftscope.Telemetry;

/// <summary>
/// The dialect of Apache SkyWalking: keys of its own in a map with the id 8888, in whichever struct of the request ends first. Its ids
/// are no W3C ids, so they are kept as an attribute.
/// https://skywalking.apache.org/docs/main/latest/en/api/x-process-propagation-headers-v3/.
/// </summary>
internal sealed class SkyWalkingDialect() : ThriftContextDialect("skywalking")
{
    private const string Trace = "sw8";

    private static readonly string[] Others = ["sw8-correlation", "sw8-x"];

    internal override IEnumerable<short> FieldIds => [TrailingFieldDialect.Id];

    internal override bool IsField(short id, int type, bool isNested) => id == TrailingFieldDialect.Id && type == FieldTypes.Map;

    internal override bool ReadMap(ContextCarrier entries, InboundContexts contexts)
    {
        if (entries.Get(Trace) is { } trace)
        {
            contexts.Keep(this, null, trace);
            return true;
        }

        foreach (string other in Others)
        {
            if (entries.Get(other) is not null)
                return true;
        }

        return false;
    }
}
