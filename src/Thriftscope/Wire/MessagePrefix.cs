using System.Buffers;

namespace Thriftscope.Wire;

/// <summary>The struct that may stand before a message.</summary>
internal static class MessagePrefix
{
    // With which messages of the strict binary and of the compact protocol begin. In binary a struct begins with a type or a stop, far below;
    // in compact 82 would be a bool with the id 8, which no header begins with.
    private const byte StrictMark = 0x80;
    private const byte CompactMark = 0x82;

    /// <summary>Whether bytes, of which there is one at least, may begin with a struct, and do not with a message.</summary>
    public static bool MayBegin(in ReadOnlySequence<byte> bytes) => new SequenceReader<byte>(bytes).TryPeek(out byte first) && first is not (StrictMark or CompactMark);

    /// <summary>The bytes of the struct that a frame begins with.</summary>
    /// <exception cref="ThriftProtocolException">There is no whole struct, or one over the limits.</exception>
    public static long LengthOf(in ReadOnlySequence<byte> frame, ThriftProtocol protocol, ThriftLimits limits)
    {
        if (protocol == ThriftProtocol.Compact)
        {
            ThriftCompactReader compact = new(frame, limits);
            compact.Skip(ThriftType.Struct);
            return compact.Consumed;
        }

        ThriftBinaryReader binary = new(frame, limits);
        binary.Skip(ThriftType.Struct);
        return binary.Consumed;
    }

    /// <summary>Reads the struct before a message, with the reader of its protocol.</summary>
    /// <exception cref="ThriftProtocolException">It can't be read.</exception>
    public static TResult Read<TVisitor, TResult>(in WireMessage message, ThriftLimits limits, ref TVisitor visitor)
        where TVisitor : IMessageVisitor<TResult>, allows ref struct
    {
        WireMessage prefix = new() { Body = message.Prefix, Size = message.Prefix.Length, Format = message.Format };
        return MessageCodec.Read<TVisitor, TResult>(prefix, limits, ref visitor);
    }
}
