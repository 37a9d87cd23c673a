using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Thriftscope.Schema;

namespace Thriftscope.Wire;

/// <summary>
/// Reads the binary protocol, strict and non-strict form, from one complete message:
/// https://github.com/apache/thrift/blob/master/doc/specs/thrift-binary-protocol.md.
/// </summary>
public ref struct ThriftBinaryReader : IThriftReader
{
    private readonly bool _strict;
    private SequenceCursor _bytes;
    private ReadBudget _budget;

    /// <summary>Begins to read.</summary>
    /// <param name="message">The message, without a frame's length.</param>
    /// <param name="limits">The limits; <see langword="null"/> for the default.</param>
    /// <param name="strict">Whether messages of the old, non-strict form are refused.</param>
    public ThriftBinaryReader(scoped in ReadOnlySequence<byte> message, ThriftLimits? limits = null, bool strict = false)
    {
        _strict = strict;
        _bytes = new SequenceCursor(message);
        _budget = new ReadBudget(limits);
    }

    /// <inheritdoc/>
    public readonly long Consumed => _bytes.Consumed;

    /// <inheritdoc/>
    public MessageHeader ReadMessageBegin()
    {
        int first = ReadI32();
        if (first >= 0)
        {
            if (_strict)
                throw ThriftProtocolException.NotStrict(Consumed - 4);
            // The old, non-strict form: the first number is the length of the name.
            string oldName = _bytes.ReadName(CheckLength(first));
            return new MessageHeader(oldName, MessageTypeOf(_bytes.ReadByte()), ReadI32());
        }

        if ((first & 0xFFFF0000) != BinaryMessage.Version1)
            throw ThriftProtocolException.BadVersion(first, Consumed - 4);
        MessageType type = MessageTypeOf((byte)first);
        return new MessageHeader(_bytes.ReadName(CheckLength(ReadI32())), type, ReadI32());
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
    public void ReadStructBegin() => _budget.EnterStruct(Consumed);

    /// <inheritdoc/>
    public void ReadStructEnd() => _budget.Leave();

    /// <inheritdoc/>
    public bool ReadFieldBegin(out ThriftType type, out short id)
    {
        ReadOnlySpan<byte> head = _bytes.Unread;
        if (head.Length >= 3)
        {
            type = (ThriftType)head[0];
            if (type == ThriftType.Stop)
            {
                id = 0;
                _bytes.AdvanceUnread(1);
                return false;
            }

            id = (short)((head[1] << 8) | head[2]);
            _bytes.AdvanceUnread(3);
            return true;
        }

        type = (ThriftType)_bytes.ReadByte();
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
        _budget.EnterContainer(Consumed);
        element = (ThriftType)_bytes.ReadByte();
        int count = ReadI32();
        // An empty collection may leave its types out, as 0.
        return count == 0 ? 0 : CheckCount(count, BinaryMessage.MinimumSize(element, Consumed));
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
        key = (ThriftType)_bytes.ReadByte();
        value = (ThriftType)_bytes.ReadByte();
        int count = ReadI32();
        return count == 0 ? 0 : CheckCount(count, BinaryMessage.MinimumSize(key, Consumed) + BinaryMessage.MinimumSize(value, Consumed));
    }

    /// <inheritdoc/>
    public void ReadMapEnd() => _budget.Leave();

    /// <inheritdoc/>
    public bool ReadBool() => _bytes.ReadByte() != 0;

    /// <inheritdoc/>
    public sbyte ReadI8() => (sbyte)_bytes.ReadByte();

    /// <inheritdoc/>
    public short ReadI16() => BinaryPrimitives.ReadInt16BigEndian(_bytes.Take(2));

    /// <inheritdoc/>
    public int ReadI32() => BinaryPrimitives.ReadInt32BigEndian(_bytes.Take(4));

    /// <inheritdoc/>
    public long ReadI64() => BinaryPrimitives.ReadInt64BigEndian(_bytes.Take(8));

    /// <inheritdoc/>
    public double ReadDouble() => BinaryPrimitives.ReadDoubleBigEndian(_bytes.Take(8));

    /// <inheritdoc/>
    public string ReadString() => _bytes.ReadText(CheckLength(ReadI32()));

    /// <inheritdoc/>
    public byte[] ReadBinary() => _bytes.ReadBytes(CheckLength(ReadI32()));

    /// <inheritdoc/>
    public void ReadI16Items(Span<short> values) => ReadItems(MemoryMarshal.AsBytes(values), sizeof(short));

    /// <inheritdoc/>
    public void ReadI32Items(Span<int> values) => ReadItems(MemoryMarshal.AsBytes(values), sizeof(int));

    /// <inheritdoc/>
    public void ReadI64Items(Span<long> values) => ReadItems(MemoryMarshal.AsBytes(values), sizeof(long));

    /// <inheritdoc/>
    public void ReadDoubleItems(Span<double> values) => ReadItems(MemoryMarshal.AsBytes(values), sizeof(double));

    /// <inheritdoc/>
    public Guid ReadUuid() => new Guid(_bytes.Take(16), bigEndian: true);

    /// <inheritdoc/>
    public void Skip(ThriftType type)
    {
        int size = BinaryMessage.FixedSize(type);
        if (size > 0)
        {
            _bytes.Advance(size);
            return;
        }

        switch (type)
        {
            case ThriftType.String:
                _bytes.Advance(CheckLength(ReadI32()));
                break;
            case ThriftType.List or ThriftType.Set:
                SkipElements(ReadListBegin(out ThriftType element), element);
                ReadListEnd();
                break;
            default:
                CompositeSkip.Skip(ref this, type);
                break;
        }
    }

    private void ReadItems(Span<byte> values, int size)
    {
        _bytes.Copy(values);
        BigEndian.Convert(values, values, size);
    }

    private void SkipElements(int count, ThriftType element)
    {
        int size = BinaryMessage.FixedSize(element);
        if (size > 0)
        {
            _bytes.Advance((long)count * size);
            return;
        }

        for (int i = 0; i < count; i++)
            Skip(element);
    }

    private readonly MessageType MessageTypeOf(byte type) =>
        type is >= (byte)MessageType.Call and <= (byte)MessageType.Oneway
            ? (MessageType)type
            : throw ThriftProtocolException.UnknownMessageType(type, Consumed);

    private readonly int CheckLength(int length) => _budget.CheckLength(length, _bytes.Remaining, Consumed);

    private readonly int CheckCount(int count, int minimumSize) => _budget.CheckCount(count, minimumSize, _bytes.Remaining, Consumed);
}
