namespace Thriftscope;

/// <summary>The protocols: how values lie in the bytes of a message. docs/protocols.md tells which to choose.</summary>
public enum ThriftProtocol
{
    /// <summary>Apache's binary protocol, which every library of Thrift has. As URI option: <c>binary</c>.</summary>
    Binary,

    /// <summary>Apache's compact protocol: numbers take as few bytes as they need. As URI option: <c>compact</c>.</summary>
    Compact,

    /// <summary>Apache's JSON protocol, with field ids and type names. As URI option: <c>json</c>.</summary>
    Json,

    /// <summary>
    /// The plain JSON of ThriftPy and thriftpy2 (their <c>TJSONProtocol</c>, another than Apache's), with the names of the fields. As
    /// URI option: <c>thriftpy-json</c>.
    /// </summary>
    ThriftPyJson,
}
