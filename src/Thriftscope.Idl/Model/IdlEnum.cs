namespace Thriftscope.Idl;

/// <summary>An <c>enum</c>.</summary>
public sealed class IdlEnum : IdlDefinedType
{
    internal IdlEnum(string name, IdlDocument document, SourceLocation location)
        : base(name, document, location)
    {
    }

    /// <inheritdoc/>
    public override IdlTypeKind Kind => IdlTypeKind.Enum;

    /// <summary>The members, in their order.</summary>
    public IReadOnlyList<IdlEnumMember> Members { get; internal set; } = [];
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
