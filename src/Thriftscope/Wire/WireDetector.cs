using System.Buffers;

namespace Thriftscope.Wire;

/// <summary>Tells from a connection's first bytes how its messages lie on it.</summary>
internal static class WireDetector
{
    private const int StrictMark = 0x80;

    /// <summary>Looks at the first bytes.</summary>
    /// <returns>Whether there were enough of them to know.</returns>
    /// <exception cref="ThriftProtocolException">They begin no message that is served here.</exception>
    public static bool TryDetect(in ReadOnlySequence<byte> buffer, out Framing framing)
    {
        framing = Framing.Unframed;
        if (buffer.IsEmpty)
            return false;
        byte first = buffer.FirstSpan[0];
        if (first == StrictMark)
            return true;
        // Both a frame's length and the old form's name length are far below 2^24.
        if (first != 0)
            throw Unknown(buffer);
        if (buffer.Length < 5)
            return false;
        Span<byte> head = stackalloc byte[5];
        buffer.Slice(0, 5).CopyTo(head);
        switch (head[4])
        {
            // Behind a frame's length stands the strict form's mark, or the high byte of the old form's name length.
            case StrictMark or 0:
                framing = Framing.Framed;
                return true;
            // Behind the old form's name length stands the name.
            case >= 0x20 and < 0x7F:
                return true;
            default:
                throw Unknown(buffer);
        }
    }

    private static ThriftProtocolException Unknown(in ReadOnlySequence<byte> buffer)
    {
        byte[] head = buffer.Slice(0, Math.Min(8, buffer.Length)).ToArray();
        return new(ThriftProtocolError.BadVersion, $"The first bytes, {Convert.ToHexStringLower(head)}, begin no binary Thrift message, framed or unframed", 0);
    }
}
