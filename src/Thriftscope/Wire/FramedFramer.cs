using System.Buffers;
using System.Buffers.Binary;

namespace Thriftscope.Wire;

/// <summary>Messages each behind its length in four bytes.</summary>
internal sealed class FramedFramer(WireFormat format, ThriftLimits limits) : MessageFramer
{
    public override bool TryRead(ref ReadOnlySequence<byte> buffer, out WireMessage message)
    {
        bool complete = TryReadFrame(ref buffer, limits, out ReadOnlySequence<byte> frame);
        message = complete ? new WireMessage { Body = frame, Size = sizeof(int) + frame.Length, Format = format } : default;
        if (complete && ExpectsPrefix && MessagePrefix.MayBegin(frame))
        {
            long length = MessagePrefix.LengthOf(frame, format.Protocol, limits);
            message = message with { Body = frame.Slice(length), Prefix = frame.Slice(0, length) };
        }

        return complete;
    }

    /// <summary>Cuts the first frame off, if it is complete.</summary>
    /// <exception cref="ThriftProtocolException">The announced length is negative or over the limits.</exception>
    public static bool TryReadFrame(ref ReadOnlySequence<byte> buffer, ThriftLimits limits, out ReadOnlySequence<byte> frame)
    {
        frame = default;
        if (buffer.Length < sizeof(int))
            return false;
        int length = ReadLength(buffer);
        if (length < 0)
            throw ThriftProtocolException.NegativeSize(length, 0);
        if (length > limits.MaxFrameSize)
            throw ThriftProtocolException.FrameTooLarge(length, limits.MaxFrameSize, 0);
        if (buffer.Length < sizeof(int) + (long)length)
            return false;
        frame = buffer.Slice(sizeof(int), length);
        buffer = buffer.Slice(frame.End);
        return true;
    }

    /// <summary>The number in the first four bytes.</summary>
    public static int ReadLength(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        buffer.Slice(0, sizeof(int)).CopyTo(length);
        return BinaryPrimitives.ReadInt32BigEndian(length);
    }
}
