using System.Buffers;
using System.Buffers.Binary;
using Thriftscope.Schema;

namespace Thriftscope.Wire;

/// <summary>
/// Reads the compact protocol from one complete message:
/// https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md.
/// </summary>
public ref struct ThriftCompactReader : IThriftReader
{
    private SequenceCursor _bytes;
    private ReadBudget _budget;
    private StateStack _outerIds;
    private short _lastId;
    // The number that a bool field's head holds, until it is read; 0 when the next bool has a byte of its own.
    private byte _boolInHead;

    /// <summary>Begins to read.</summary>
    /// <param name="message">The message, without a frame's length.</param>
    /// <param name="limits">The limits; <see langword="null"/> for the default.</param>
    public ThriftCompactReader(scoped in ReadOnlySequence<byte> message, ThriftLimits? limits = null)
    {
        _bytes = new SequenceCursor(message);
        _budget = new ReadBudget(limits);
    }

    /// <inheritdoc/>
    public readonly long Consumed => _bytes.Consumed;

    /// <inheritdoc/>
    public MessageHeader ReadMessageBegin()
    {
        byte id = _bytes.ReadByte();
        byte versionAndType = _bytes.ReadByte();
        if (id != CompactMessage.ProtocolId || (versionAndType & 0x1F) != CompactMessage.Version)
            throw ThriftProtocolException.BadCompactVersion(id, versionAndType, Consumed - 2);
        int type = versionAndType >> CompactMessage.TypeShift;
        if (type is < (int)MessageType.Call or > (int)MessageType.Oneway)
            throw ThriftProtocolException.UnknownMessageType((byte)type, Consumed - 1);
        int sequenceId = (int)ReadVarint32();
        return new MessageHeader(_bytes.ReadName(ReadLength()), (MessageType)type, sequenceId);
    }

    /// <inheritdoc/>
    public readonly void ReadMessageEnd()
    {
    }

    /// <inheritdoc/>
    public readonly bool NeedsSchema => false;

    /// <inheritdoc/>
    public readonly void UseSchema(StructSchema schema)
    {
    }

    /// <inheritdoc/>
    public void ReadStructBegin()
    {
        _budget.EnterStruct(Consumed);
        _outerIds.Push(_lastId);
        _lastId = 0;
    }

    /// <inheritdoc/>
    public void ReadStructEnd()
    {
        _budget.Leave();
        _lastId = _outerIds.Pop();
    }

    /// <inheritdoc/>
    public bool ReadFieldBegin(out ThriftType type, out short id)
    {
        byte head = _bytes.ReadByte();
        int number = head & 0x0F;
        if (number == 0)
        {
            // Apache's readers take any byte whose type is 0 for the end, and so does the scanner.
            type = ThriftType.Stop;
            id = 0;
            return false;
        }

        type = CompactMessage.TypeOf(number, Consumed - 1);
        int delta = head >> 4;
        // The ids go round as they do in Apache's libraries: no field of 16 bits is out of reach.
        _lastId = delta > 0 ? (short)(_lastId + delta) : ReadI16();
        id = _lastId;
        _boolInHead = type == ThriftType.Bool ? (byte)number : (byte)0;
        return true;
    }

    /// <inheritdoc/>
    public readonly void ReadFieldEnd()
    {
    }

    /// <inheritdoc/>
    public int ReadListBegin(out ThriftType element)
    {
        _budget.EnterContainer(Consumed);
        byte head = _bytes.ReadByte();
        element = CompactMessage.TypeOf(head & 0x0F, Consumed - 1);
        int count = head >> 4;
        if (count == CompactMessage.LongCount)
            count = (int)ReadVarint32();
        return count == 0 ? 0 : CheckCount(count, CompactMessage.MinimumSize(element, Consumed));
    }

    /// <inheritdoc/>
    public void ReadListEnd() => _budget.Leave();

    /// <inheritdoc/>
    public int ReadSetBegin(out ThriftType element) => ReadListBegin(out element);

    /// <inheritdoc/>
    public void ReadSetEnd() => _budget.Leave();

    /// <inheritdoc/>
    public int ReadMapBegin(out ThriftType key, out ThriftType value)
    {
        _budget.EnterContainer(Consumed);
        key = ThriftType.Stop;
        value = ThriftType.Stop;
        int count = (int)ReadVarint32();
        if (count == 0)
            return 0;
        byte types = _bytes.ReadByte();
        key = CompactMessage.TypeOf(types >> 4, Consumed - 1);
        value = CompactMessage.TypeOf(types & 0x0F, Consumed - 1);
        return CheckCount(count, CompactMessage.MinimumSize(key, Consumed) + CompactMessage.MinimumSize(value, Consumed));
    }

    /// <inheritdoc/>
    public void ReadMapEnd() => _budget.Leave();

    /// <inheritdoc/>
    public bool ReadBool()
    {
        if (_boolInHead != 0)
        {
            bool value = _boolInHead == CompactMessage.True;
            _boolInHead = 0;
            return value;
        }

        byte element = _bytes.ReadByte();
        // False is 2 as it is in fields, and 0 in libraries that follow the first specification.
        return element <= CompactMessage.False
            ? element == CompactMessage.True
            : throw ThriftProtocolException.Invalid($"A bool is 0, 1 or 2, not {element}", Consumed - 1);
    }

    /// <inheritdoc/>
    public sbyte ReadI8() => (sbyte)_bytes.ReadByte();

    /// <inheritdoc/>
    public short ReadI16()
    {
        int value = ReadI32();
        return value is >= short.MinValue and <= short.MaxValue
            ? (short)value
            : throw ThriftProtocolException.Invalid($"{value} is out of the range of i16", Consumed);
    }

    /// <inheritdoc/>
    public int ReadI32() => CompactMessage.ZigZagDecode(ReadVarint32());

    /// <inheritdoc/>
    public long ReadI64() => CompactMessage.ZigZagDecode(ReadVarint64());

    /// <inheritdoc/>
    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(_bytes.Take(sizeof(double)));

    /// <inheritdoc/>
    public string ReadString() => _bytes.ReadText(ReadLength());

    /// <inheritdoc/>
    public byte[] ReadBinary() => _bytes.ReadBytes(ReadLength());

    /// <inheritdoc/>
    public void ReadI16Items(Span<short> values)
    {
        foreach (ref short value in values)
            value = ReadI16();
    }

    /// <inheritdoc/>
    public void ReadI32Items(Span<int> values)
    {
        int read = 0;
        while (read < values.Length)
        {
            // Where the longest of them would end within the segment, they are taken from it directly.
            ReadOnlySpan<byte> unread = _bytes.Unread;
            int position = 0;
            while (read < values.Length && unread.Length - position >= CompactMessage.MaxVarint32)
            {
                uint value = unread[position++];
                if (value >= 0x80)
                {
                    value &= 0x7F;
                    int shift = 7;
                    uint part;
                    do
                    {
                        part = unread[position++];
                        if (shift == 28 && part > 0x0F)
                            throw ThriftProtocolException.VarintTooLong(32, Consumed + position);
                        value |= (part & 0x7F) << shift;
                        shift += 7;
                    }
                    while (part >= 0x80);
                }

                values[read++] = CompactMessage.ZigZagDecode(value);
            }

            _bytes.AdvanceUnread(position);
            if (read < values.Length)
                values[read++] = ReadI32();
        }
    }

    /// <inheritdoc/>
    public void ReadI64Items(Span<long> values)
    {
        foreach (ref long value in values)
            value = ReadI64();
    }

    /// <inheritdoc/>
    public void ReadDoubleItems(Span<double> values)
    {
        foreach (ref double value in values)
            value = ReadDouble();
    }

    /// <inheritdoc/>
    public Guid ReadUuid() => new Guid(_bytes.Take(16), bigEndian: true);

    /// <inheritdoc/>
    public void Skip(ThriftType type)
    {
        switch (type)
        {
            case ThriftType.Bool:
                _ = ReadBool();
                break;
            case ThriftType.I8 or ThriftType.Double or ThriftType.Uuid:
                _bytes.Advance(CompactMessage.FixedSize(type));
                break;
            case ThriftType.I16:
                _ = ReadI16();
                break;
            case ThriftType.I32:
                _ = ReadVarint32();
                break;
            case ThriftType.I64:
                _ = ReadVarint64();
                break;
            case ThriftType.String:
                _bytes.Advance(ReadLength());
                break;
            default:
                CompositeSkip.Skip(ref this, type);
                break;
        }
    }

    private uint ReadVarint32()
    {
        ReadOnlySpan<byte> unread = _bytes.Unread;
        // Lengths, counts and small numbers: one byte.
        if (unread.Length > 0 && unread[0] < 0x80)
        {
            _bytes.AdvanceUnread(1);
            return unread[0];
        }

        uint value = 0;
        for (int shift = 0; shift < 7 * CompactMessage.MaxVarint32; shift += 7)
        {
            uint part = _bytes.ReadByte();
            // Of the last byte only four bits are left.
            if (shift == 28 && part > 0x0F)
                break;
            value |= (part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }

        throw ThriftProtocolException.VarintTooLong(32, Consumed);
    }

    private ulong ReadVarint64()
    {
        ulong value = 0;
        for (int shift = 0; shift < 7 * CompactMessage.MaxVarint64; shift += 7)
        {
            ulong part = _bytes.ReadByte();
            // Of the last byte only one bit is left.
            if (shift == 63 && part > 1)
                break;
            value |= (part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }

        throw ThriftProtocolException.VarintTooLong(64, Consumed);
    }

    private int ReadLength() => _budget.CheckLength((int)ReadVarint32(), _bytes.Remaining, Consumed);

    private readonly int CheckCount(int count, int minimumSize) => _budget.CheckCount(count, minimumSize, _bytes.Remaining, Consumed);
}
