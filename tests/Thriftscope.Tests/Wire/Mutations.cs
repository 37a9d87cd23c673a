using System.Buffers.Binary;

namespace Thriftscope.Tests.Wire;

/// <summary>Damages messages, in the same way each time for the same seed.</summary>
internal sealed class Mutations(int seed, bool isText = false)
{
    // What means something in JSON, in one protocol or the other.
    private static readonly byte[][] Tokens =
    [
        .. ((string[])[
            "{", "}", "[", "]", "\"", ",", ":", "\\", "\\u", "\\ud83d", "\\ude00", "\\u0000", "\\x", "/", " ", "\t\r\n", "0", "-", "-1", "1e999", "1.5", "NaN", "-Infinity",
            "true", "false", "null", "99999999999999999999", "2147483648", "\"rec\"", "\"map\"", "\"lst\"", "\"str\"", "\"uid\"", "\"tf\"", "\"dbl\"", "[[[[[[[[", "{{{{{{{{", "]]]]", "}}}}",
            "=", "====", "{\"key\": ", "\"value\": ", "\"metadata\": ", "\"payload\": ", "{\"1\":{\"rec\":{", "\u00ff"]).Select(System.Text.Encoding.Latin1.GetBytes),
    ];

    private static readonly int[] Extremes =
        [-1, int.MinValue, int.MaxValue, int.MaxValue - 1, 0x00FFFFFF, 0x01000000, 16_384_001, 100 * 1024 * 1024, 0, 1, 65536];

    private readonly System.Random _random = new(seed);

    /// <summary>A message with one to three injuries.</summary>
    public byte[] Damage(byte[] message, byte[]? other = null)
    {
        byte[] bytes = [.. message];
        for (int injuries = _random.Next(1, 4); injuries > 0 && bytes.Length > 0; injuries--)
            bytes = Injure(bytes, other ?? message);
        return bytes;
    }

    /// <summary>Bytes that never were a message.</summary>
    public byte[] Noise(int maxLength)
    {
        byte[] bytes = new byte[_random.Next(maxLength)];
        _random.NextBytes(bytes);
        return bytes;
    }

    private byte[] Injure(byte[] bytes, byte[] other)
    {
        int at = _random.Next(bytes.Length);
        if (isText && _random.Next(2) == 0)
            return [.. bytes[..at], .. Tokens[_random.Next(Tokens.Length)], .. bytes[Math.Min(bytes.Length, at + _random.Next(3))..]];
        switch (_random.Next(7))
        {
            case 0:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)_random.Next(256);
                return bytes;
            case 2:
                // Every number up to 17 is a type, or nearly one.
                bytes[at] = (byte)_random.Next(18);
                return bytes;
            case 3:
                if (bytes.Length - at >= sizeof(int))
                    BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at), Extremes[_random.Next(Extremes.Length)]);
                return bytes;
            case 4:
                return bytes[..at];
            case 5:
                return [.. bytes[..at], .. other[_random.Next(other.Length)..]];
            default:
                return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + _random.Next(1, 9))..]];
        }
    }
}
