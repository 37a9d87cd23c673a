namespace Thriftscope.Wire;

/// <summary>The sizes and marks of the binary protocol that reader, scanner and detector share.</summary>
internal static class BinaryMessage
{
    /// <summary>The upper half of the first four bytes of a strict message; the lowest byte is the message type.</summary>
    public const uint Version1 = 0x80010000;

    /// <summary>More than this, and the first four bytes of an old-form message are no name's length, but another protocol: "HTTP", say.</summary>
    public const int MaxOldNameLength = 0xFFFFFF;

    /// <summary>The bytes of a value of a fixed-size type; 0 for the others.</summary>
    public static int FixedSize(ThriftType type) => type switch
    {
        ThriftType.Bool or ThriftType.I8 => 1,
        ThriftType.I16 => 2,
        ThriftType.I32 => 4,
        ThriftType.I64 or ThriftType.Double => 8,
        ThriftType.Uuid => 16,
        _ => 0,
    };

    /// <summary>The fewest bytes that a value takes: what bounds a container's count by the bytes that are there.</summary>
    public static int MinimumSize(ThriftType type, long offset) => type switch
    {
        ThriftType.Struct => 1,
        ThriftType.String => 4,
        ThriftType.List or ThriftType.Set => 5,
        ThriftType.Map => 6,
        _ when FixedSize(type) is > 0 and var size => size,
        _ => throw ThriftProtocolException.UnknownType((byte)type, offset),
    };
}
