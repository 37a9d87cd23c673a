namespace Thriftscope.Wire;

/// <summary>
/// The marks, types and sizes of the compact protocol that reader, writer and scanner share:
/// https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md.
/// </summary>
internal static class CompactMessage
{
    public const byte ProtocolId = 0x82;

    public const byte Version = 1;

    /// <summary>The lower bits of the second byte are the version, the upper ones the message type.</summary>
    public const int TypeShift = 5;

    /// <summary>A field whose value is in its head.</summary>
    public const byte True = 1;

    /// <inheritdoc cref="True"/>
    public const byte False = 2;

    /// <summary>In a list's head: the count does not fit, and stands behind.</summary>
    public const int LongCount = 15;

    /// <summary>The most bytes of a varint of 32 bits.</summary>
    public const int MaxVarint32 = 5;

    /// <summary>The most bytes of a varint of 64 bits.</summary>
    public const int MaxVarint64 = 10;

    // By their number: 0 stop, 1 and 2 bool, then the others.
    private static ReadOnlySpan<byte> Types =>
    [
        (byte)ThriftType.Stop, (byte)ThriftType.Bool, (byte)ThriftType.Bool, (byte)ThriftType.I8, (byte)ThriftType.I16,
        (byte)ThriftType.I32, (byte)ThriftType.I64, (byte)ThriftType.Double, (byte)ThriftType.String, (byte)ThriftType.List,
        (byte)ThriftType.Set, (byte)ThriftType.Map, (byte)ThriftType.Struct, (byte)ThriftType.Uuid,
    ];

    /// <summary>The type of a number in a head; a count of 0 may come with the number 0.</summary>
    public static ThriftType TypeOf(int number, long offset) =>
        (uint)number < (uint)Types.Length ? (ThriftType)Types[number] : throw ThriftProtocolException.UnknownType((byte)number, offset);

    /// <summary>The number of a type; that of bool is what stands for it in the heads of collections.</summary>
    public static byte NumberOf(ThriftType type) => type switch
    {
        ThriftType.Bool => True,
        ThriftType.I8 => 3,
        ThriftType.I16 => 4,
        ThriftType.I32 => 5,
        ThriftType.I64 => 6,
        ThriftType.Double => 7,
        ThriftType.String => 8,
        ThriftType.List => 9,
        ThriftType.Set => 10,
        ThriftType.Map => 11,
        ThriftType.Struct => 12,
        ThriftType.Uuid => 13,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "The compact protocol has no such type."),
    };

    /// <summary>The bytes of a value of a fixed-size type, as an element of a collection; 0 for the others.</summary>
    public static int FixedSize(ThriftType type) => type switch
    {
        ThriftType.Bool or ThriftType.I8 => 1,
        ThriftType.Double => 8,
        ThriftType.Uuid => 16,
        _ => 0,
    };

    /// <summary>The fewest bytes that an element of a collection takes.</summary>
    public static int MinimumSize(ThriftType type, long offset) => type switch
    {
        ThriftType.Stop => throw ThriftProtocolException.UnknownType((byte)type, offset),
        _ => Math.Max(FixedSize(type), 1),
    };

    public static int ZigZagDecode(uint value) => (int)(value >> 1) ^ -(int)(value & 1);

    public static long ZigZagDecode(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    public static uint ZigZagEncode(int value) => (uint)((value << 1) ^ (value >> 31));

    public static ulong ZigZagEncode(long value) => (ulong)((value << 1) ^ (value >> 63));
}
