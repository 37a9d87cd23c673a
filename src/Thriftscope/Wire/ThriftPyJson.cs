namespace Thriftscope.Wire;

/// <summary>What reader, writer and scanner of ThriftPy's JSON share.</summary>
internal static class ThriftPyJson
{
    public const int Version = 1;

    /// <summary>The bytes of the length before the JSON.</summary>
    public const int LengthSize = 4;

    public static ReadOnlySpan<byte> Metadata => "metadata"u8;

    public static ReadOnlySpan<byte> Payload => "payload"u8;

    /// <summary>The JSON's bytes; the announced length may be as large as 32 bits are.</summary>
    public static int CheckLength(uint length, ThriftLimits limits) => length <= limits.MaxMessageSize - LengthSize
        ? (int)length
        : throw ThriftProtocolException.MessageTooLarge(length + (long)LengthSize, limits.MaxMessageSize, 0);

    /// <summary>Around all stands an object; a struct has a brace, a map a bracket and a brace for the entry.</summary>
    public static int MaxBrackets(ThriftLimits limits) => (int)Math.Min(1 + (2L * limits.MaxDepth), int.MaxValue);
}
