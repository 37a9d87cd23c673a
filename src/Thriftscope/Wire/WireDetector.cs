using System.Buffers;

namespace Thriftscope.Wire;

/// <summary>Tells from a connection's first bytes how its messages lie on it.</summary>
internal static class WireDetector
{
    private const int StrictMark = 0x80;

    /// <summary>Looks at the first bytes.</summary>
    /// <returns>Whether there were enough of them to know.</returns>
    /// <exception cref="ThriftProtocolException">They begin no message that is served here.</exception>
    public static bool TryDetect(in ReadOnlySequence<byte> buffer, ThriftLimits limits, out WireFormat format)
    {
        format = WireFormat.Unframed;
        Span<byte> head = stackalloc byte[(int)Math.Min(5, buffer.Length)];
        buffer.Slice(0, head.Length).CopyTo(head);
        if (head.IsEmpty)
            return false;
        if (head[0] == StrictMark)
            return true;
        // The high byte of a frame's length, or of the old form's name length.
        if (head[0] > limits.MaxFrameSize >> 24)
            throw Unknown(buffer);
        if (head.Length < 5)
            return false;
        switch (head[4])
        {
            // Behind a frame's length stands the strict form's mark, or the high byte of the old form's name length.
            case StrictMark or 0:
                format = WireFormat.Framed with { IsStrict = head[4] == StrictMark };
                return true;
            // Behind the old form's name length, which is never as large as a frame may be, stands the name.
            case >= 0x20 and < 0x7F when head[0] == 0:
                format = WireFormat.Unframed with { IsStrict = false };
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
