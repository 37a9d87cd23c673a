namespace Thriftscope.Idl;

/// <summary>
/// The value of a constant or a default, already converted to its type: a reference is replaced by what it
/// refers to, an integer given for a double is an <see cref="IdlDoubleValue"/>, a map given for a struct is an
/// <see cref="IdlStructValue"/>.
/// </summary>
public abstract class IdlValue
{
    private protected IdlValue(int size = 1, int depth = 1)
    {
        Size = size;
        Depth = depth;
    }

    private protected IdlValue(IReadOnlyList<IdlValue> parts)
        : this(
            (int)Math.Min(int.MaxValue, 1 + parts.Sum(p => (long)p.Size)),
            1 + parts.Select(p => p.Depth).DefaultIfEmpty().Max())
    {
    }

    /// <summary>How many values this one holds, itself included. A value that is referred to twice counts twice.</summary>
    internal int Size { get; }

    /// <summary>How deep the value nests.</summary>
    internal int Depth { get; }
}

/// <summary>A value of type <c>bool</c>.</summary>
public sealed class IdlBooleanValue : IdlValue
{
    internal IdlBooleanValue(bool value) => Value = value;

    /// <summary>The value.</summary>
    public bool Value { get; }
}

/// <summary>A value of an integer type or of an enum.</summary>
public sealed class IdlIntegerValue : IdlValue
{
    internal IdlIntegerValue(long value, IdlEnumMember? member = null)
    {
        Value = value;
        Member = member;
    }

    /// <summary>The value, within the range of its type.</summary>
    public long Value { get; }

    /// <summary>The enum member, when the type is an enum.</summary>
    public IdlEnumMember? Member { get; }
}

/// <summary>A value of type <c>double</c>.</summary>
public sealed class IdlDoubleValue : IdlValue
{
    internal IdlDoubleValue(double value) => Value = value;

    /// <summary>The value.</summary>
    public double Value { get; }
}

/// <summary>A value of type <c>string</c>, or of type <c>binary</c>: the literal's UTF-8 bytes.</summary>
public sealed class IdlStringValue : IdlValue
{
    internal IdlStringValue(string value) => Value = value;

    /// <summary>The text, escapes resolved.</summary>
    public string Value { get; }
}

/// <summary>A value of type <c>uuid</c>.</summary>
public sealed class IdlUuidValue : IdlValue
{
    internal IdlUuidValue(Guid value) => Value = value;

    /// <summary>The value.</summary>
    public Guid Value { get; }
}

/// <summary>A list or a set; a set's items are distinct.</summary>
public sealed class IdlListValue : IdlValue
{
    internal IdlListValue(IReadOnlyList<IdlValue> items)
        : base(items) => Items = items;

    /// <summary>The items, in the order of the text.</summary>
    public IReadOnlyList<IdlValue> Items { get; }
}

/// <summary>A map.</summary>
public sealed class IdlMapValue : IdlValue
{
    internal IdlMapValue(IReadOnlyList<KeyValuePair<IdlValue, IdlValue>> entries)
        : base([.. entries.Select(e => e.Key), .. entries.Select(e => e.Value)]) => Entries = entries;

    /// <summary>The entries, in the order of the text.</summary>
    public IReadOnlyList<KeyValuePair<IdlValue, IdlValue>> Entries { get; }
}

/// <summary>A struct, union or exception.</summary>
public sealed class IdlStructValue : IdlValue
{
    internal IdlStructValue(IdlStruct type, IReadOnlyList<KeyValuePair<IdlField, IdlValue>> fields)
        : base([.. fields.Select(f => f.Value)])
    {
        Type = type;
        Fields = fields;
    }

    /// <summary>The struct.</summary>
    public IdlStruct Type { get; }

    /// <summary>The fields that the text sets, in its order. Defaults of other fields are not repeated here.</summary>
    public IReadOnlyList<KeyValuePair<IdlField, IdlValue>> Fields { get; }
}
