namespace Thriftscope.Idl;

/// <summary>A field of a struct, an argument of a function or an entry of its <c>throws</c> list.</summary>
public sealed class IdlField
{
    internal IdlField(short id, string name, IdlRequiredness requiredness, SourceLocation location)
    {
        Id = id;
        Name = name;
        Requiredness = requiredness;
        Location = location;
    }

    /// <summary>The id on the wire. A field without a written id has -1, -2, … in the order of the text.</summary>
    public short Id { get; }

    /// <summary>Whether the id was written.</summary>
    public bool HasExplicitId { get; internal set; } = true;

    /// <summary>The name as the IDL writes it.</summary>
    public string Name { get; }

    /// <summary>The type, with its typedefs.</summary>
    public IdlType Type { get; internal set; } = null!;

    /// <summary>Required, optional or neither. Fields of unions are optional.</summary>
    public IdlRequiredness Requiredness { get; }

    /// <summary>The default value, or <see langword="null"/>.</summary>
    public IdlValue? Default { get; internal set; }

    /// <summary>Whether the text gives a default, which may not be evaluated yet.</summary>
    internal bool HasDefault { get; set; }

    /// <summary>Whether the field has the reference mark <c>&amp;</c>.</summary>
    public bool IsReference { get; internal set; }

    /// <summary>Where the name stands.</summary>
    public SourceLocation Location { get; }

    /// <summary>The doc comment, without its comment marks.</summary>
    public string? Documentation { get; internal set; }

    /// <summary>The annotations, in their order.</summary>
    public IReadOnlyList<IdlAnnotation> Annotations { get; internal set; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{Id}: {Type} {Name}";
}

/// <summary>Whether a field must be there.</summary>
public enum IdlRequiredness
{
    /// <summary>Neither keyword: written when it has a value, not missed when it has none.</summary>
    Default,

    /// <summary><c>required</c>.</summary>
    Required,

    /// <summary><c>optional</c>.</summary>
    Optional,
}
