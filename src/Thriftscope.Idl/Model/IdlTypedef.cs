namespace Thriftscope.Idl;

/// <summary>A <c>typedef</c>: another name for a type.</summary>
public sealed class IdlTypedef : IdlDefinedType
{
    internal IdlTypedef(string name, IdlDocument document, SourceLocation location)
        : base(name, document, location)
    {
    }

    /// <inheritdoc/>
    public override IdlTypeKind Kind => IdlTypeKind.Typedef;

    /// <summary>The type that the name stands for; itself perhaps a typedef.</summary>
    public IdlType Target { get; internal set; } = null!;

    /// <inheritdoc/>
    public override IdlType Resolved => Target.Resolved;
}
