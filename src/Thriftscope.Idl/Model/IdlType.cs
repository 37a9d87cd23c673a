namespace Thriftscope.Idl;

/// <summary>A type as it is used in a field, an argument, a result, a constant or a typedef.</summary>
public abstract class IdlType
{
    private protected IdlType()
    {
    }

    /// <summary>What the type is, before typedefs are followed.</summary>
    public abstract IdlTypeKind Kind { get; }

    /// <summary>The type behind all typedefs.</summary>
    public virtual IdlType Resolved => this;
}

/// <summary>The kinds of type that the IDL knows.</summary>
public enum IdlTypeKind
{
    /// <summary><c>bool</c>.</summary>
    Bool,

    /// <summary><c>i8</c>, also written <c>byte</c>.</summary>
    I8,

    /// <summary><c>i16</c>.</summary>
    I16,

    /// <summary><c>i32</c>.</summary>
    I32,

    /// <summary><c>i64</c>.</summary>
    I64,

    /// <summary><c>double</c>.</summary>
    Double,

    /// <summary><c>string</c>: UTF-8 text.</summary>
    String,

    /// <summary><c>binary</c>: bytes.</summary>
    Binary,

    /// <summary><c>uuid</c>: 16 bytes.</summary>
    Uuid,

    /// <summary><c>list&lt;T&gt;</c>: <see cref="IdlListType"/>.</summary>
    List,

    /// <summary><c>set&lt;T&gt;</c>: <see cref="IdlSetType"/>.</summary>
    Set,

    /// <summary><c>map&lt;K,V&gt;</c>: <see cref="IdlMapType"/>.</summary>
    Map,

    /// <summary>An <see cref="IdlEnum"/>.</summary>
    Enum,

    /// <summary>A struct, union or exception: <see cref="IdlStruct"/>.</summary>
    Struct,

    /// <summary>An <see cref="IdlTypedef"/>.</summary>
    Typedef,
}
