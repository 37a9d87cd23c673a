namespace Thriftscope.Telemetry;

/// <summary>The contexts that came with one request, each in its dialect. Most requests have none, or one.</summary>
internal sealed class InboundContexts
{
    private const int MaxFields = 32;

    private int _fields;
    private List<(ThriftContextDialect Dialect, ContextCarrier Carrier)>? _contexts;
    private List<(ThriftContextDialect Dialect, string? Name, object Value)>? _kept;
    private List<(ThriftContextDialect Dialect, string Reason)>? _dropped;

    /// <summary>Whether nothing came.</summary>
    public bool IsEmpty => _contexts is null && _kept is null && _dropped is null;

    /// <summary>What may become a parent or a link.</summary>
    public IReadOnlyList<(ThriftContextDialect Dialect, ContextCarrier Carrier)> Contexts =>
        _contexts ?? (IReadOnlyList<(ThriftContextDialect, ContextCarrier)>)[];

    /// <summary>What can only be told of: each a part, or without a name all, of what came in the dialect.</summary>
    public IReadOnlyList<(ThriftContextDialect Dialect, string? Name, object Value)> Kept =>
        _kept ?? (IReadOnlyList<(ThriftContextDialect, string?, object)>)[];

    /// <summary>What could not be read, and why.</summary>
    public IReadOnlyList<(ThriftContextDialect Dialect, string Reason)> Dropped =>
        _dropped ?? (IReadOnlyList<(ThriftContextDialect, string)>)[];

    /// <summary>Takes a context, if there is one. The first of a dialect counts.</summary>
    public void Add(ThriftContextDialect dialect, ContextCarrier? carrier)
    {
        if (carrier is not null && Find(dialect) is null)
            (_contexts ??= new(capacity: 1)).Add((dialect, carrier));
    }

    /// <summary>
    /// Whether another field is worth reading: the first of a dialect counts, and a request with very many has them to keep us busy.
    /// </summary>
    /// <param name="id">The field's id.</param>
    /// <param name="type">The number that Thrift has for its type.</param>
    /// <param name="isNested">Whether it is in a struct within the arguments.</param>
    public bool Wants(short id, int type, bool isNested)
    {
        if (++_fields > MaxFields)
            return false;
        foreach (ThriftContextDialect dialect in ThriftContextDialects.All)
        {
            if (dialect.IsField(id, type, isNested) && (dialect.IsInParts || !Has(dialect)))
                return true;
        }

        return false;
    }

    /// <summary>What came in a dialect.</summary>
    public ContextCarrier? Find(ThriftContextDialect dialect)
    {
        foreach ((ThriftContextDialect found, ContextCarrier carrier) in Contexts)
        {
            if (found == dialect)
                return carrier;
        }

        return null;
    }

    private bool Has(ThriftContextDialect dialect)
    {
        if (Find(dialect) is not null)
            return true;
        foreach ((ThriftContextDialect kept, _, _) in Kept)
        {
            if (kept == dialect)
                return true;
        }

        return false;
    }

    /// <summary>Takes what is told of in an attribute. The first of a name counts.</summary>
    public void Keep(ThriftContextDialect dialect, string? name, object value)
    {
        foreach ((ThriftContextDialect kept, string? known, _) in Kept)
        {
            if (kept == dialect && known == name)
                return;
        }

        (_kept ??= []).Add((dialect, name, value));
    }

    /// <summary>Notes that what came in a dialect could not be read.</summary>
    /// <param name="dialect">The dialect.</param>
    /// <param name="reason">The value of <c>thrift.reason</c>.</param>
    public void NoteDropped(ThriftContextDialect dialect, string reason) => (_dropped ??= []).Add((dialect, reason));
}
