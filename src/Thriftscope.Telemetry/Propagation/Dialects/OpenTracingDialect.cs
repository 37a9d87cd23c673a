namespace Thriftscope.Telemetry;

/// <summary>
/// The dialect of OpenTracing's java-thrift: a <c>map&lt;string,string&gt;</c> with id 3333, in any struct of the request, with the keys of
/// the tracer's text map: <c>uber-trace-id</c> of Jaeger, B3's, or W3C's. https://github.com/opentracing-contrib/java-thrift.
/// </summary>
internal sealed class OpenTracingDialect() : ThriftContextDialect("opentracing")
{
    public const short Id = 3333;

    internal override IEnumerable<short> FieldIds => [Id];

    internal override bool IsField(short id, int type, bool isNested) => id == Id && type == FieldTypes.Map;

    internal override bool ReadMap(ContextCarrier entries, InboundContexts contexts)
    {
        if (!ContextKeys.HasAny(entries))
            return false;
        contexts.Add(this, entries);
        return true;
    }
}
