namespace Thriftscope.Telemetry;

/// <summary>
/// The dialect of Pinpoint's plug-in for Thrift: fields of the arguments from the lowest id that there is. Its trace ids are texts of its
/// own, so all of it is kept as attributes. https://github.com/pinpoint-apm/pinpoint/tree/master/plugins/thrift.
/// </summary>
internal sealed class PinpointDialect() : ThriftContextDialect("pinpoint")
{
    // In the order of their ids.
    private static readonly (string Name, int Type)[] Fields =
    [
        ("trace_id", FieldTypes.String),
        ("span_id", FieldTypes.I64),
        ("parent_span_id", FieldTypes.I64),
        ("sampled", FieldTypes.Bool),
        ("flags", FieldTypes.I16),
        ("parent_application_name", FieldTypes.String),
        ("parent_application_type", FieldTypes.I16),
        ("host", FieldTypes.String),
    ];

    internal override IEnumerable<short> FieldIds => Fields.Select((_, index) => (short)(short.MinValue + index));

    internal override bool IsInParts => true;

    internal override bool IsField(short id, int type, bool isNested) =>
        !isNested && IndexOf(id) is var index && index < Fields.Length && Fields[index].Type == type;

    internal override void ReadValue(short id, object value, InboundContexts contexts) => contexts.Keep(this, Fields[IndexOf(id)].Name, value);

    private static int IndexOf(short id) => id - short.MinValue;
}
