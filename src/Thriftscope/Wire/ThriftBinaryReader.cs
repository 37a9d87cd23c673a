using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Thriftscope.Wire;

/// <summary>
/// Reads the binary protocol, strict and non-strict form, from one complete message:
/// https://github.com/apache/thrift/blob/master/doc/specs/thrift-binary-protocol.md.
/// </summary>
public ref struct ThriftBinaryReader : IThriftReader
{
    private readonly ThriftLimits _limits;
    private readonly ReadOnlySequence<byte> _sequence;
    private readonly long _length;
    private ReadOnlySpan<byte> _span;
    private int _position;
    private long _before;
    private SequencePosition _next;
    private int _depth;
    private int _structs;

    /// <summary>Begins to read.</summary>
    /// <param name="message">The message, without a frame's length.</param>
    /// <param name="limits">The limits; <see langword="null"/> for the default.</param>
    public ThriftBinaryReader(in ReadOnlySequence<byte> message, ThriftLimits? limits = null)
    {
        _limits = limits ?? ThriftLimits.Default;
        _sequence = message;
        _length = message.Length;
        _next = message.Start;
        if (message.TryGet(ref _next, out ReadOnlyMemory<byte> first))
            _span = first.Span;
    }

    /// <inheritdoc/>
    public readonly long Consumed => _before + _position;

    private readonly long Remaining => _length - Consumed;

    /// <inheritdoc/>
    public MessageHeader ReadMessageBegin()
    {
        int first = ReadI32();
        if (first >= 0)
        {
            // The old, non-strict form: the first number is the length of the name.
            string oldName = ReadText(first);
            return new MessageHeader(oldName, MessageTypeOf(ReadByte()), ReadI32());
        }

        if ((first & 0xFFFF0000) != BinaryMessage.Version1)
            throw ThriftProtocolException.BadVersion(first, Consumed - 4);
        MessageType type = MessageTypeOf((byte)first);
        return new MessageHeader(ReadString(), type, ReadI32());
    }

    /// <inheritdoc/>
    public readonly void ReadMessageEnd()
    {
    }

    /// <inheritdoc/>
    public void ReadStructBegin()
    {
        if (++_structs > _limits.MaxStructs)
            throw ThriftProtocolException.TooLarge("number of structs", _structs, _limits.MaxStructs, Consumed);
        Descend();
    }

    /// <inheritdoc/>
    public void ReadStructEnd() => _depth--;

    /// <inheritdoc/>
    public bool ReadFieldBegin(out ThriftType type, out short id)
    {
        if (_span.Length - _position >= 3)
        {
            ReadOnlySpan<byte> head = _span.Slice(_position, 3);
            type = (ThriftType)head[0];
            if (type == ThriftType.Stop)
            {
                id = 0;
                _position++;
                return false;
            }

            id = (short)((head[1] << 8) | head[2]);
            _position += 3;
            return true;
        }

        type = (ThriftType)ReadByte();
        id = type == ThriftType.Stop ? (short)0 : ReadI16();
        return type != ThriftType.Stop;
    }

    /// <inheritdoc/>
    public readonly void ReadFieldEnd()
    {
    }

    /// <inheritdoc/>
    public int ReadListBegin(out ThriftType element)
    {
        Descend();
        element = (ThriftType)ReadByte();
        int count = ReadI32();
        // An empty collection may leave its types out, as 0.
        return count == 0 ? 0 : CheckCount(count, BinaryMessage.MinimumSize(element, Consumed));
    }

    /// <inheritdoc/>
    public void ReadListEnd() => _depth--;

    /// <inheritdoc/>
    public int ReadSetBegin(out ThriftType element) => ReadListBegin(out element);

    /// <inheritdoc/>
    public void ReadSetEnd() => _depth--;

    /// <inheritdoc/>
    public int ReadMapBegin(out ThriftType key, out ThriftType value)
    {
        Descend();
        key = (ThriftType)ReadByte();
        value = (ThriftType)ReadByte();
        int count = ReadI32();
        return count == 0 ? 0 : CheckCount(count, BinaryMessage.MinimumSize(key, Consumed) + BinaryMessage.MinimumSize(value, Consumed));
    }

    /// <inheritdoc/>
    public void ReadMapEnd() => _depth--;

    /// <inheritdoc/>
    public bool ReadBool() => ReadByte() != 0;

    /// <inheritdoc/>
    public sbyte ReadI8() => (sbyte)ReadByte();

    /// <inheritdoc/>
    public short ReadI16() => BinaryPrimitives.ReadInt16BigEndian(Take(2));

    /// <inheritdoc/>
    public int ReadI32() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    /// <inheritdoc/>
    public long ReadI64() => BinaryPrimitives.ReadInt64BigEndian(Take(8));

    /// <inheritdoc/>
    public double ReadDouble() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <inheritdoc/>
    public string ReadString() => ReadText(ReadI32());

    /// <inheritdoc/>
    public byte[] ReadBinary()
    {
        int length = CheckLength(ReadI32());
        if (length == 0)
            return [];
        byte[] value = GC.AllocateUninitializedArray<byte>(length);
        Copy(value);
        return value;
    }

    /// <inheritdoc/>
    public Guid ReadUuid() => new Guid(Take(16), bigEndian: true);

    /// <inheritdoc/>
    public void Skip(ThriftType type)
    {
        int size = BinaryMessage.FixedSize(type);
        if (size > 0)
        {
            Advance(size);
            return;
        }

        switch (type)
        {
            case ThriftType.String:
                Advance(CheckLength(ReadI32()));
                break;
            case ThriftType.Struct:
                ReadStructBegin();
                while (ReadFieldBegin(out ThriftType field, out _))
                    Skip(field);
                ReadStructEnd();
                break;
            case ThriftType.List or ThriftType.Set:
                SkipElements(ReadListBegin(out ThriftType element), element);
                ReadListEnd();
                break;
            case ThriftType.Map:
                int count = ReadMapBegin(out ThriftType key, out ThriftType value);
                for (int i = 0; i < count; i++)
                {
                    Skip(key);
                    Skip(value);
                }

                ReadMapEnd();
                break;
            default:
                throw ThriftProtocolException.UnknownType((byte)type, Consumed);
        }
    }

    private void SkipElements(int count, ThriftType element)
    {
        int size = BinaryMessage.FixedSize(element);
        if (size > 0)
        {
            Advance((long)count * size);
            return;
        }

        for (int i = 0; i < count; i++)
            Skip(element);
    }

    private readonly MessageType MessageTypeOf(byte type) =>
        type is >= (byte)MessageType.Call and <= (byte)MessageType.Oneway
            ? (MessageType)type
            : throw ThriftProtocolException.UnknownMessageType(type, Consumed);

    private byte ReadByte()
    {
        if (_position == _span.Length)
            MoveToNextSegment(1);
        return _span[_position++];
    }

    private string ReadText(int length)
    {
        _ = CheckLength(length);
        if (length == 0)
            return "";
        string text;
        if (_span.Length - _position >= length)
        {
            // Most text is ASCII, and widening that is cheaper than decoding it.
            ReadOnlySpan<byte> bytes = _span.Slice(_position, length);
            text = (Ascii.IsValid(bytes) ? Encoding.Latin1 : Encoding.UTF8).GetString(bytes);
            _position += length;
            return text;
        }

        text = Encoding.UTF8.GetString(_sequence.Slice(Consumed, length));
        Advance(length);
        return text;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Take(int count)
    {
        if (_span.Length - _position < count)
            return TakeAcross(count);
        ReadOnlySpan<byte> taken = _span.Slice(_position, count);
        _position += count;
        return taken;
    }

    // A number that lies across two segments is rare enough to pay for a copy.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReadOnlySpan<byte> TakeAcross(int count)
    {
        byte[] copy = new byte[count];
        Copy(copy);
        return copy;
    }

    private void Copy(Span<byte> target)
    {
        while (target.Length > 0)
        {
            if (_position == _span.Length)
                MoveToNextSegment(target.Length);
            int count = Math.Min(target.Length, _span.Length - _position);
            _span.Slice(_position, count).CopyTo(target);
            _position += count;
            target = target[count..];
        }
    }

    private void Advance(long count)
    {
        if (count > Remaining)
            throw ThriftProtocolException.Truncated(count, Remaining, Consumed);
        while (count > _span.Length - _position)
        {
            count -= _span.Length - _position;
            _position = _span.Length;
            MoveToNextSegment(1);
        }

        _position += (int)count;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MoveToNextSegment(int wanted)
    {
        do
        {
            if (!_sequence.TryGet(ref _next, out ReadOnlyMemory<byte> segment))
                throw ThriftProtocolException.Truncated(wanted, Remaining, Consumed);
            _before += _span.Length;
            _span = segment.Span;
            _position = 0;
        }
        while (_span.IsEmpty);
    }

    private readonly int CheckLength(int length)
    {
        if (length < 0)
            throw ThriftProtocolException.NegativeSize(length, Consumed);
        if (length > _limits.MaxStringLength)
            throw ThriftProtocolException.TooLarge("string", length, _limits.MaxStringLength, Consumed);
        if (length > Remaining)
            throw ThriftProtocolException.Truncated(length, Remaining, Consumed);
        return length;
    }

    private readonly int CheckCount(int count, int minimumElementSize)
    {
        if (count < 0)
            throw ThriftProtocolException.NegativeSize(count, Consumed);
        if (count > _limits.MaxContainerSize)
            throw ThriftProtocolException.TooLarge("container", count, _limits.MaxContainerSize, Consumed);
        if ((long)count * minimumElementSize > Remaining)
            throw ThriftProtocolException.Truncated((long)count * minimumElementSize, Remaining, Consumed);
        return count;
    }

    private void Descend()
    {
        if (++_depth > _limits.MaxDepth)
            throw ThriftProtocolException.TooDeep(_limits.MaxDepth, Consumed);
    }
}
