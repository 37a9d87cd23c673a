using Thriftscope.Idl;
using Thriftscope.Wire;

namespace Thriftscope.Schema;

/// <summary>A field of a struct, or an argument of a method.</summary>
public sealed class FieldSchema
{
    internal FieldSchema(short id, string name, TypeSchema type, IdlRequiredness requiredness, IdlValue? defaultValue, int index)
    {
        Id = id;
        Name = name;
        Type = type;
        Requiredness = requiredness;
        IdlDefault = defaultValue;
        Index = index;
        Kind = Slot.KindOf(type);
    }

    /// <summary>The id on the wire.</summary>
    public short Id { get; }

    /// <summary>The name as the IDL writes it.</summary>
    public string Name { get; }

    /// <summary>The type.</summary>
    public TypeSchema Type { get; }

    /// <summary>Required, optional or neither.</summary>
    public IdlRequiredness Requiredness { get; }

    /// <summary>Whether the IDL gives a default.</summary>
    public bool HasDefault => IdlDefault is not null;

    internal IdlValue? IdlDefault { get; }

    /// <summary>The place among the struct's fields.</summary>
    internal int Index { get; }

    internal SlotKind Kind { get; }

    internal ThriftType WireType => Type.WireType;

    /// <inheritdoc/>
    public override string ToString() => $"{Id}: {Type} {Name}";
}
