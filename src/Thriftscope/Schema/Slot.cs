namespace Thriftscope.Schema;

/// <summary>
/// Where a struct keeps one field. Numbers lie in <see cref="Bits"/>, so that decoding a struct allocates nothing for them;
/// everything else is the <see cref="Reference"/>. A field without a value has no reference.
/// </summary>
internal struct Slot
{
    /// <summary>The reference of a field whose value is in <see cref="Bits"/>.</summary>
    public static readonly object Present = new();

    public object? Reference;
    public long Bits;

    public readonly bool IsSet => Reference is not null;

    public static SlotKind KindOf(TypeSchema type) => type switch
    {
        BoolSchema => SlotKind.Bool,
        I8Schema => SlotKind.I8,
        I16Schema => SlotKind.I16,
        I32Schema or EnumSchema => SlotKind.I32,
        I64Schema => SlotKind.I64,
        DoubleSchema => SlotKind.Double,
        StringSchema => SlotKind.String,
        StructSchema => SlotKind.Struct,
        _ => SlotKind.Other,
    };

    public void SetBits(long bits)
    {
        Reference = Present;
        Bits = bits;
    }

    public void SetValue(SlotKind kind, object value)
    {
        switch (kind)
        {
            case SlotKind.Bool:
                SetBits((bool)value ? 1 : 0);
                break;
            case SlotKind.I8:
                SetBits((sbyte)value);
                break;
            case SlotKind.I16:
                SetBits((short)value);
                break;
            case SlotKind.I32:
                SetBits((int)value);
                break;
            case SlotKind.I64:
                SetBits((long)value);
                break;
            case SlotKind.Double:
                SetBits(BitConverter.DoubleToInt64Bits((double)value));
                break;
            default:
                Reference = value;
                break;
        }
    }

    public readonly object? GetValue(SlotKind kind)
    {
        if (Reference is null)
            return null;
        return kind switch
        {
            SlotKind.Bool => Bits != 0,
            SlotKind.I8 => (sbyte)Bits,
            SlotKind.I16 => (short)Bits,
            SlotKind.I32 => (int)Bits,
            SlotKind.I64 => Bits,
            SlotKind.Double => BitConverter.Int64BitsToDouble(Bits),
            _ => Reference,
        };
    }
}

/// <summary>How a field's value lies in its <see cref="Slot"/>.</summary>
internal enum SlotKind : byte
{
    Bool,
    I8,
    I16,
    I32,
    I64,
    Double,
    String,
    Struct,
    Other,
}
