using System.Buffers;
using System.Buffers.Binary;

namespace Thriftscope.Wire;

/// <summary>How messages lie on a connection.</summary>
internal enum Framing
{
    /// <summary>One behind the other: the end of each is found by reading it.</summary>
    Unframed,

    /// <summary>Each behind its length in four bytes.</summary>
    Framed,
}

/// <summary>Cuts the bytes of a connection into whole messages.</summary>
internal sealed class MessageFramer(Framing framing, ThriftLimits limits)
{
    private readonly BinaryScanner? _scanner = framing == Framing.Unframed ? new BinaryScanner(limits) : null;

    /// <summary>The name of the framing as telemetry writes it.</summary>
    public static string NameOf(Framing framing) => framing == Framing.Framed ? "framed" : "unframed";

    /// <summary>Cuts the first message off, if it is complete.</summary>
    /// <param name="buffer">The bytes that are there, beginning with a message; left as the bytes behind it.</param>
    /// <param name="message">The message without its length.</param>
    /// <param name="size">Its bytes on the wire.</param>
    /// <exception cref="ThriftProtocolException">The bytes are no message, or one over the limits.</exception>
    public bool TryRead(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> message, out long size)
    {
        message = default;
        size = 0;
        if (_scanner is not null)
        {
            if (!_scanner.TryFindEnd(buffer, out size))
                return false;
            message = buffer.Slice(0, size);
            buffer = buffer.Slice(size);
            return true;
        }

        if (buffer.Length < sizeof(int))
            return false;
        int length = ReadLength(buffer);
        if (length < 0)
            throw ThriftProtocolException.NegativeSize(length, 0);
        if (length > limits.MaxFrameSize)
            throw ThriftProtocolException.TooLarge("frame", length, limits.MaxFrameSize, 0);
        size = sizeof(int) + (long)length;
        if (buffer.Length < size)
            return false;
        message = buffer.Slice(sizeof(int), length);
        buffer = buffer.Slice(size);
        return true;
    }

    private static int ReadLength(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        buffer.Slice(0, sizeof(int)).CopyTo(length);
        return BinaryPrimitives.ReadInt32BigEndian(length);
    }
}
