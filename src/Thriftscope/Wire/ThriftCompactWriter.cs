using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Thriftscope.Wire;

/// <summary>
/// Writes the compact protocol: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md.
/// Call <see cref="Flush"/> at the end: until then the output has not been told of the last bytes.
/// </summary>
public ref struct ThriftCompactWriter : IThriftWriter
{
    // Numbers that are written with one look at the room.
    private const int PieceLength = 1024;

    private readonly int _maxDepth;
    private OutputCursor _bytes;
    private StateStack _outerIds;
    private int _depth;
    private short _lastId;
    // A bool field's head holds its value, and so is written with it.
    private bool _boolPending;
    private short _boolId;

    /// <summary>Begins to write.</summary>
    /// <param name="output">Where the bytes go.</param>
    /// <param name="limits">Of these only <see cref="ThriftLimits.MaxDepth"/> concerns a writer: it ends endless nesting.</param>
    public ThriftCompactWriter(IBufferWriter<byte> output, ThriftLimits? limits = null)
    {
        _bytes = new OutputCursor(output);
        _maxDepth = (limits ?? ThriftLimits.Default).MaxDepth;
    }

    /// <summary>Hands the written bytes to the output.</summary>
    public void Flush() => _bytes.Flush();

    /// <inheritdoc/>
    public void WriteMessageBegin(in MessageHeader header)
    {
        _bytes.WriteByte(CompactMessage.ProtocolId);
        _bytes.WriteByte((byte)(((int)header.Type << CompactMessage.TypeShift) | CompactMessage.Version));
        WriteVarint32((uint)header.SequenceId);
        WriteString(header.Name);
    }

    /// <inheritdoc/>
    public readonly void WriteMessageEnd()
    {
    }

    /// <inheritdoc/>
    public void WriteStructBegin()
    {
        Descend();
        _outerIds.Push(_lastId);
        _lastId = 0;
    }

    /// <inheritdoc/>
    public void WriteStructEnd()
    {
        _depth--;
        _lastId = _outerIds.Pop();
        _bytes.WriteByte((byte)ThriftType.Stop);
    }

    /// <inheritdoc/>
    public void WriteFieldBegin(ThriftType type, short id, string name)
    {
        if (type == ThriftType.Bool)
        {
            _boolPending = true;
            _boolId = id;
            return;
        }

        WriteFieldHead(CompactMessage.NumberOf(type), id);
    }

    /// <inheritdoc/>
    public readonly void WriteFieldEnd()
    {
    }

    /// <inheritdoc/>
    public void WriteBoolField(short id, string name, bool value) => WriteFieldHead(value ? CompactMessage.True : CompactMessage.False, id);

    /// <inheritdoc/>
    public void WriteI8Field(short id, string name, sbyte value)
    {
        WriteFieldBegin(ThriftType.I8, id, name);
        WriteI8(value);
    }

    /// <inheritdoc/>
    public void WriteI16Field(short id, string name, short value)
    {
        WriteFieldBegin(ThriftType.I16, id, name);
        WriteI16(value);
    }

    /// <inheritdoc/>
    public void WriteI32Field(short id, string name, int value)
    {
        WriteFieldHead(CompactMessage.NumberOf(ThriftType.I32), id);
        WriteI32(value);
    }

    /// <inheritdoc/>
    public void WriteI64Field(short id, string name, long value)
    {
        WriteFieldHead(CompactMessage.NumberOf(ThriftType.I64), id);
        WriteI64(value);
    }

    /// <inheritdoc/>
    public void WriteDoubleField(short id, string name, double value)
    {
        WriteFieldBegin(ThriftType.Double, id, name);
        WriteDouble(value);
    }

    /// <inheritdoc/>
    public void WriteStringField(short id, string name, string value)
    {
        WriteFieldBegin(ThriftType.String, id, name);
        WriteString(value);
    }

    /// <inheritdoc/>
    public void WriteBinaryField(short id, string name, ReadOnlySpan<byte> value)
    {
        WriteFieldBegin(ThriftType.String, id, name);
        WriteBinary(value);
    }

    /// <inheritdoc/>
    public void WriteUuidField(short id, string name, Guid value)
    {
        WriteFieldBegin(ThriftType.Uuid, id, name);
        WriteUuid(value);
    }

    /// <inheritdoc/>
    public void WriteListBegin(ThriftType element, int count)
    {
        Descend();
        byte number = CompactMessage.NumberOf(element);
        if (count < CompactMessage.LongCount)
        {
            _bytes.WriteByte((byte)((count << 4) | number));
            return;
        }

        _bytes.WriteByte((byte)((CompactMessage.LongCount << 4) | number));
        WriteVarint32((uint)count);
    }

    /// <inheritdoc/>
    public void WriteListEnd() => _depth--;

    /// <inheritdoc/>
    public void WriteSetBegin(ThriftType element, int count) => WriteListBegin(element, count);

    /// <inheritdoc/>
    public void WriteSetEnd() => _depth--;

    /// <inheritdoc/>
    public void WriteMapBegin(ThriftType key, ThriftType value, int count)
    {
        Descend();
        WriteVarint32((uint)count);
        // An empty map is its count alone.
        if (count > 0)
            _bytes.WriteByte((byte)((CompactMessage.NumberOf(key) << 4) | CompactMessage.NumberOf(value)));
    }

    /// <inheritdoc/>
    public void WriteMapEnd() => _depth--;

    /// <inheritdoc/>
    public void WriteBool(bool value)
    {
        byte number = value ? CompactMessage.True : CompactMessage.False;
        if (_boolPending)
        {
            _boolPending = false;
            WriteFieldHead(number, _boolId);
            return;
        }

        _bytes.WriteByte(number);
    }

    /// <inheritdoc/>
    public void WriteI8(sbyte value) => _bytes.WriteByte((byte)value);

    /// <inheritdoc/>
    public void WriteI16(short value) => WriteVarint32(CompactMessage.ZigZagEncode((int)value));

    /// <inheritdoc/>
    public void WriteI32(int value) => WriteVarint32(CompactMessage.ZigZagEncode(value));

    /// <inheritdoc/>
    public void WriteI64(long value)
    {
        Span<byte> target = _bytes.Room(CompactMessage.MaxVarint64);
        _bytes.Advance(WriteVarint(target, 0, CompactMessage.ZigZagEncode(value)));
    }

    /// <inheritdoc/>
    public void WriteDouble(double value) => BinaryPrimitives.WriteDoubleLittleEndian(_bytes.Reserve(sizeof(double)), value);

    /// <inheritdoc/>
    public void WriteString(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        // Up to this length the byte count takes one byte whatever the text is: encode at once, and write the count before it.
        if (value.Length <= 0x7F / 3)
        {
            Span<byte> target = _bytes.Room(1 + (value.Length * 3));
            int length = Encoding.UTF8.GetBytes(value, target[1..]);
            target[0] = (byte)length;
            _bytes.Advance(1 + length);
            return;
        }

        int count = Encoding.UTF8.GetByteCount(value);
        WriteVarint32((uint)count);
        Encoding.UTF8.GetBytes(value, _bytes.Reserve(count));
    }

    /// <inheritdoc/>
    public void WriteBinary(ReadOnlySpan<byte> value)
    {
        WriteVarint32((uint)value.Length);
        _bytes.Write(value);
    }

    /// <inheritdoc/>
    public void WriteI16Items(ReadOnlySpan<short> values)
    {
        foreach (short value in values)
            WriteI16(value);
    }

    /// <inheritdoc/>
    public void WriteI32Items(ReadOnlySpan<int> values)
    {
        while (values.Length > 0)
        {
            ReadOnlySpan<int> piece = values[..Math.Min(values.Length, PieceLength)];
            Span<byte> target = _bytes.Room(piece.Length * CompactMessage.MaxVarint32);
            int position = 0;
            foreach (int value in piece)
                position = WriteVarint(target, position, CompactMessage.ZigZagEncode(value));

            _bytes.Advance(position);
            values = values[piece.Length..];
        }
    }

    /// <inheritdoc/>
    public void WriteI64Items(ReadOnlySpan<long> values)
    {
        foreach (long value in values)
            WriteI64(value);
    }

    /// <inheritdoc/>
    public void WriteDoubleItems(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
            WriteDouble(value);
    }

    /// <inheritdoc/>
    public void WriteUuid(Guid value) => value.TryWriteBytes(_bytes.Reserve(16), bigEndian: true, out _);

    private void WriteFieldHead(byte number, short id)
    {
        int delta = id - _lastId;
        _lastId = id;
        if (delta is > 0 and <= 15)
        {
            _bytes.WriteByte((byte)((delta << 4) | number));
            return;
        }

        _bytes.WriteByte(number);
        WriteI16(id);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteVarint32(uint value)
    {
        if (value < 0x80)
            _bytes.WriteByte((byte)value);
        else
            WriteLongVarint32(value);
    }

    private void WriteLongVarint32(uint value) => _bytes.Advance(WriteVarint(_bytes.Room(CompactMessage.MaxVarint32), 0, value));

    /// <returns>The position behind the number.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WriteVarint(Span<byte> target, int position, uint rest)
    {
        for (; rest >= 0x80; rest >>= 7)
            target[position++] = (byte)(rest | 0x80);
        target[position++] = (byte)rest;
        return position;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WriteVarint(Span<byte> target, int position, ulong rest)
    {
        for (; rest >= 0x80; rest >>= 7)
            target[position++] = (byte)(rest | 0x80);
        target[position++] = (byte)rest;
        return position;
    }

    private void Descend()
    {
        if (++_depth > _maxDepth)
            throw ThriftProtocolException.TooDeep(_maxDepth);
    }
}
