namespace Thriftscope.Idl;

/// <summary>A <c>const</c>.</summary>
public sealed class IdlConstant : IIdlDefinition
{
    internal IdlConstant(string name, IdlDocument document, SourceLocation location)
    {
        Name = name;
        Document = document;
        Location = location;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IdlDocument Document { get; }

    /// <inheritdoc/>
    public SourceLocation Location { get; }

    /// <inheritdoc/>
    public string? Documentation { get; internal set; }

    /// <inheritdoc/>
    public IReadOnlyList<IdlAnnotation> Annotations { get; internal set; } = [];

    /// <summary>The declared type, with its typedefs.</summary>
    public IdlType Type { get; internal set; } = null!;

    /// <summary>The value, checked against the type.</summary>
    public IdlValue Value { get; internal set; } = null!;

    /// <inheritdoc/>
    public override string ToString() => $"const {Type} {Name}";
}
