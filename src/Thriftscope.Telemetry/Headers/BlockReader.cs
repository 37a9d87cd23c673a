using System.Buffers.Binary;
using System.Text;

namespace Thriftscope.Telemetry;

/// <summary>Reads the parts of a header block. The first thing that goes wrong is kept, and ends the reading.</summary>
internal ref struct BlockReader(ReadOnlySpan<byte> block)
{
    // The keys that most blocks have are not made anew for each.
    private static readonly string[] CommonKeys =
        ["traceparent", "tracestate", "baggage", "RPC_TRANSIT_traceparent", "RPC_TRANSIT_tracestate", "RPC_TRANSIT_baggage"];

    private readonly ReadOnlySpan<byte> _block = block;
    private int _position;

    public HeaderProblem? Problem { get; private set; }

    public readonly bool IsAtEnd => _position == _block.Length;

    /// <summary>Where the reader is, counted as in a <see cref="HeaderProblem"/>.</summary>
    public readonly int Offset => FramePrefix.Size + _position;

    /// <summary>Keeps a problem, if there is one.</summary>
    /// <returns>Whether there is none.</returns>
    public bool Check(HeaderProblem? problem)
    {
        Problem = problem;
        return problem is null;
    }

    public bool TryReadByte(out uint value)
    {
        bool read = TryTake(1, "a number", out ReadOnlySpan<byte> bytes);
        value = read ? bytes[0] : 0u;
        return read;
    }

    public bool TryReadUInt16(out uint value)
    {
        bool read = TryTake(sizeof(ushort), "a number", out ReadOnlySpan<byte> bytes);
        value = read ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : 0u;
        return read;
    }

    /// <summary>Reads a number in LEB128 of at most five bytes.</summary>
    public bool TryReadVarint(out uint value)
    {
        value = 0;
        int start = Offset;
        for (int shift = 0; shift < 35; shift += 7)
        {
            if (!TryTake(1, "a number", out ReadOnlySpan<byte> bytes))
                return false;
            uint bits = bytes[0] & 0x7Fu;
            if (shift == 28 && bits > 0xF)
                break;
            value |= bits << shift;
            if (bytes[0] < 0x80)
                return true;
        }

        return Check(new HeaderProblem(HeaderFault.Invalid, "A varint here has at most 32 bits in five bytes", start));
    }

    /// <summary>Checks a number of headers before the first of them is read.</summary>
    /// <param name="count">The announced number.</param>
    /// <param name="minimumSize">The fewest bytes of one.</param>
    /// <param name="headers">Those that came before them.</param>
    public bool TryAccept(uint count, int minimumSize, IncomingHeaders headers)
    {
        if (!Check(headers.Announce(count, Offset)))
            return false;
        int left = _block.Length - _position;
        return count * minimumSize <= left
            || Check(new HeaderProblem(HeaderFault.Truncated, $"{count} headers are announced, and {left} bytes are left in the header block", Offset));
    }

    public bool TryReadText(uint length, out string text)
    {
        bool read = TryTake(length, "a text", out ReadOnlySpan<byte> bytes);
        text = read ? Text(bytes) : "";
        return read;
    }

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        foreach (string key in CommonKeys)
        {
            if (bytes.Length == key.Length && Ascii.Equals(bytes, key))
                return key;
        }

        return Encoding.UTF8.GetString(bytes);
    }

    private bool TryTake(uint size, string what, out ReadOnlySpan<byte> bytes)
    {
        int left = _block.Length - _position;
        if (size > left)
        {
            bytes = default;
            return Check(new HeaderProblem(HeaderFault.Truncated, $"The header block ends within {what}: {size} bytes are announced, {left} are left", Offset));
        }

        bytes = _block.Slice(_position, (int)size);
        _position += (int)size;
        return true;
    }
}
