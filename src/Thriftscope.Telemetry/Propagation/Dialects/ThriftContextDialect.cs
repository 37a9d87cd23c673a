namespace Thriftscope.Telemetry;

/// <summary>A way of carrying a trace context over Thrift. <see cref="ThriftContextDialects"/> lists them.</summary>
public abstract class ThriftContextDialect
{
    private protected ThriftContextDialect(string name) => Name = name;

    /// <summary>Its name, which is the value of <c>thrift.dialect</c> in metrics and links.</summary>
    public string Name { get; }

    /// <summary>Whether a client can write it.</summary>
    public virtual bool IsWritable => false;

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>The ids of the fields that carry it.</summary>
    internal virtual IEnumerable<short> FieldIds => [];

    /// <summary>Whether it is carried in a field with this id and type.</summary>
    /// <param name="id">The field's id.</param>
    /// <param name="type">The number that Thrift has for the field's type.</param>
    /// <param name="isNested">Whether the field is in a struct within the arguments, and not among them.</param>
    internal virtual bool IsField(short id, int type, bool isNested) => false;

    /// <summary>Whether several fields make one context.</summary>
    internal virtual bool IsInParts => false;

    /// <summary>Takes what is its own out of a field that is a map of texts.</summary>
    /// <returns>Whether there was anything.</returns>
    internal virtual bool ReadMap(ContextCarrier entries, InboundContexts contexts) => false;

    /// <summary>Takes the value of a field that is no map.</summary>
    internal virtual void ReadValue(short id, object value, InboundContexts contexts)
    {
    }

    /// <summary>Takes what is its own out of the headers around a message, which stay as they are.</summary>
    internal virtual void ReadHeaders(Dictionary<string, string> headers, HeaderPlace place, InboundContexts contexts)
    {
    }
}

/// <summary>Where headers stand.</summary>
internal enum HeaderPlace
{
    Header,
    TTHeader,
    Http,
}
