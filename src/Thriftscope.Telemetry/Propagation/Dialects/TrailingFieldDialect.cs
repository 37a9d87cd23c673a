namespace Thriftscope.Telemetry;

/// <summary>
/// The dialect of OpenTelemetry's Java instrumentation: a <c>map&lt;string,string&gt;</c> with id 8888 as the last field of
/// the arguments of a CALL or ONEWAY. A peer that does not know it skips it like any unknown field.
/// </summary>
internal sealed class TrailingFieldDialect() : ThriftContextDialect("trailing_field")
{
    public const short Id = 8888;

    // OpenTelemetry Java drops the whole context beyond these.
    public const int MaxEntries = 100;
    public const int MaxCharacters = 8192;

    public override bool IsWritable => true;

    internal override IEnumerable<short> FieldIds => [Id];

    internal override bool IsField(short id, int type, bool isNested) => id == Id && type == FieldTypes.Map && !isNested;

    // A map with no key of a tracer is the user's own data.
    internal override bool ReadMap(ContextCarrier entries, InboundContexts contexts)
    {
        if (!ContextKeys.HasAny(entries))
            return false;
        contexts.Add(this, entries);
        return true;
    }
}
