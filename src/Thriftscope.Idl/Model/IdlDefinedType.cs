namespace Thriftscope.Idl;

/// <summary>A type that a document defines by name: an enum, a struct, a union, an exception or a typedef.</summary>
public abstract class IdlDefinedType : IdlType, IIdlDefinition
{
    private protected IdlDefinedType(string name, IdlDocument document, SourceLocation location)
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

    /// <inheritdoc/>
    public override string ToString() => Name;
}
