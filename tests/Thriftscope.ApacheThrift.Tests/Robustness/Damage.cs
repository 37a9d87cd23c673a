using Thriftscope.ApacheThrift.Tests.Rigs;

namespace Thriftscope.ApacheThrift.Tests.Robustness;

/// <summary>Messages that are not quite right, the same ones in each run.</summary>
internal sealed class Damage(int seed, IReadOnlyList<byte[]> whole)
{
    private readonly Random _random = new(seed);

    public byte[] Next()
    {
        byte[] message = [.. whole[_random.Next(whole.Count)]];
        int changes = _random.Next(1, 5);
        for (int i = 0; i < changes && message.Length > 0; i++)
            message = Change(message);
        return message;
    }

    private byte[] Change(byte[] message)
    {
        int at = _random.Next(message.Length);
        switch (_random.Next(9))
        {
            case 0:
                message[at] ^= (byte)(1 << _random.Next(8));
                return message;
            case 1:
                message[at] = (byte)_random.Next(256);
                return message;
            case 2:
                // The types, lengths and ids that mean most.
                message[at] = ((byte[])[0, 1, 0x7f, 0x80, 0xff, 8, 11, 12, 13, 15])[_random.Next(10)];
                return message;
            case 3:
                return message[..at];
            case 4:
                return [.. message[..at], .. message[Math.Min(at + _random.Next(1, 9), message.Length)..]];
            case 5:
                return [.. message[..at], .. RandomBytes(_random.Next(1, 9)), .. message[at..]];
            case 6:
                return [.. message[..at], .. message[_random.Next(message.Length)..]];
            case 7:
                byte[] other = whole[_random.Next(whole.Count)];
                return [.. message[..at], .. other[_random.Next(other.Length)..]];
            default:
                return _random.Next(4) == 0 ? RandomBytes(_random.Next(100)) : [.. message, .. message[at..]];
        }
    }

    private byte[] RandomBytes(int count)
    {
        byte[] bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }
}
