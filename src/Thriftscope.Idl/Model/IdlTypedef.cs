namespace Thriftscope.Idl;

/// <summary>A <c>typedef</c>: another name for a type.</summary>
public sealed class IdlTypedef : IdlDefinedType
{
    private IdlType _resolved = IdlBaseType.Unresolved;

    internal IdlTypedef(string name, IdlDocument document, SourceLocation location)
        : base(name, document, location)
    {
    }

    /// <inheritdoc/>
    public override IdlTypeKind Kind => IdlTypeKind.Typedef;

    /// <summary>The type that the name stands for; itself perhaps a typedef.</summary>
    public IdlType Target { get; internal set; } = IdlBaseType.Unresolved;

    /// <inheritdoc/>
    public override IdlType Resolved => _resolved;

    internal bool IsResolved { get; private set; }

    /// <summary>How deep the type behind the name nests.</summary>
    internal int Depth { get; private set; }

    /// <summary>Remembers what is behind the name, once the same is known of the target.</summary>
    internal void SetResolved(int depth)
    {
        _resolved = Target.Resolved;
        Depth = depth;
        IsResolved = true;
    }
}
