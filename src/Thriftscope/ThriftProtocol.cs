namespace Thriftscope;

/// <summary>How values are written: Thrift's protocols.</summary>
public enum ThriftProtocol
{
    /// <summary>TBinaryProtocol, <c>binary</c> in an endpoint.</summary>
    Binary,

    /// <summary>TCompactProtocol, <c>compact</c> in an endpoint.</summary>
    Compact,

    /// <summary>Apache's TJSONProtocol, fields by number: <c>json</c> in an endpoint.</summary>
    Json,

    /// <summary>ThriftPy's TJSONProtocol, fields by name: <c>thriftpy-json</c> in an endpoint.</summary>
    ThriftPyJson,
}
