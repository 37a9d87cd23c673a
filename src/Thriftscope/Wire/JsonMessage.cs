namespace Thriftscope.Wire;

/// <summary>What reader, writer and scanner of Apache's JSON protocol share.</summary>
internal static class JsonMessage
{
    public const int Version = 1;

    /// <summary>The fewest bytes of a list's element: a comma and a digit.</summary>
    public const int MinimumElement = 2;

    /// <summary>The fewest bytes of a map's entry: key, colon and value.</summary>
    public const int MinimumEntry = 3;

    public static ReadOnlySpan<byte> NameOf(ThriftType type) => type switch
    {
        ThriftType.Bool => "tf"u8,
        ThriftType.I8 => "i8"u8,
        ThriftType.I16 => "i16"u8,
        ThriftType.I32 => "i32"u8,
        ThriftType.I64 => "i64"u8,
        ThriftType.Double => "dbl"u8,
        ThriftType.String => "str"u8,
        ThriftType.Struct => "rec"u8,
        ThriftType.Map => "map"u8,
        ThriftType.List => "lst"u8,
        ThriftType.Set => "set"u8,
        ThriftType.Uuid => "uid"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "The JSON protocol has no such type."),
    };

    public static ThriftType TypeOf(ReadOnlySpan<byte> name, long offset)
    {
        // The names are as short as they can be: their first letters, or the digits of their size, tell them apart.
        ThriftType type = name switch
        {
            [(byte)'i', (byte)'3', _] => ThriftType.I32,
            [(byte)'s', (byte)'t', _] => ThriftType.String,
            [(byte)'r', ..] => ThriftType.Struct,
            [(byte)'i', (byte)'6', _] => ThriftType.I64,
            [(byte)'d', ..] => ThriftType.Double,
            [(byte)'l', ..] => ThriftType.List,
            [(byte)'m', ..] => ThriftType.Map,
            [(byte)'t', ..] => ThriftType.Bool,
            [(byte)'s', (byte)'e', _] => ThriftType.Set,
            [(byte)'i', (byte)'1', _] => ThriftType.I16,
            [(byte)'i', (byte)'8'] => ThriftType.I8,
            [(byte)'u', ..] => ThriftType.Uuid,
            _ => ThriftType.Stop,
        };
        return type != ThriftType.Stop && NameOf(type).SequenceEqual(name)
            ? type
            : throw ThriftProtocolException.Invalid($"There is no Thrift type \"{Utf8Text.Decode(name[..Math.Min(name.Length, 16)])}\"", offset);
    }
}
