namespace Thriftscope.Idl;

/// <summary>A <c>struct</c>, <c>union</c> or <c>exception</c>.</summary>
public sealed class IdlStruct : IdlDefinedType
{
    internal IdlStruct(IdlStructKind structKind, string name, IdlDocument document, SourceLocation location)
        : base(name, document, location) => StructKind = structKind;

    /// <inheritdoc/>
    public override IdlTypeKind Kind => IdlTypeKind.Struct;

    /// <summary>Which of the three it is.</summary>
    public IdlStructKind StructKind { get; }

    /// <summary>The fields, in the order of the text.</summary>
    public IReadOnlyList<IdlField> Fields { get; internal set; } = [];
}

/// <summary>The three forms of a struct.</summary>
public enum IdlStructKind
{
    /// <summary><c>struct</c>.</summary>
    Struct,

    /// <summary><c>union</c>: one field at a time.</summary>
    Union,

    /// <summary><c>exception</c>.</summary>
    Exception,
}
