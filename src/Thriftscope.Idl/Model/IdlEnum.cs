namespace Thriftscope.Idl;

/// <summary>An <c>enum</c>.</summary>
public sealed class IdlEnum : IdlDefinedType
{
    private Dictionary<string, IdlEnumMember> _byName = [];
    private ILookup<int, IdlEnumMember> _byValue = Array.Empty<IdlEnumMember>().ToLookup(m => m.Value);

    internal IdlEnum(string name, IdlDocument document, SourceLocation location)
        : base(name, document, location)
    {
    }

    /// <inheritdoc/>
    public override IdlTypeKind Kind => IdlTypeKind.Enum;

    /// <summary>The members, in their order.</summary>
    public IReadOnlyList<IdlEnumMember> Members
    {
        get;
        internal set
        {
            field = value;
            _byName = value.ToDictionary(m => m.Name);
            _byValue = value.ToLookup(m => m.Value);
        }
    } = [];

    internal IdlEnumMember? Find(string name) => _byName.TryGetValue(name, out IdlEnumMember? member) ? member : null;

    /// <summary>The first member with the number.</summary>
    internal IdlEnumMember? Find(long value) => value is >= int.MinValue and <= int.MaxValue ? _byValue[(int)value].FirstOrDefault() : null;
}

/// <summary>A member of an enum.</summary>
public sealed class IdlEnumMember
{
    internal IdlEnumMember(string name, int value, SourceLocation location)
    {
        Name = name;
        Value = value;
        Location = location;
    }

    /// <summary>The name as the IDL writes it.</summary>
    public string Name { get; }

    /// <summary>The number: the one written, or one more than the member before, from 0.</summary>
    public int Value { get; }

    /// <summary>Where the name stands.</summary>
    public SourceLocation Location { get; }

    /// <summary>The doc comment, without its comment marks.</summary>
    public string? Documentation { get; internal set; }

    /// <summary>The annotations, in their order.</summary>
    public IReadOnlyList<IdlAnnotation> Annotations { get; internal set; } = [];
}
