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
        ulong rest = CompactMessage.ZigZagEncode(value);
        Span<byte> target = _bytes.Room(CompactMessage.MaxVarint64);
        int count = 0;
        for (; rest >= 0x80; rest >>= 7)
            target[count++] = (byte)(rest | 0x80);
        target[count++] = (byte)rest;
        _bytes.Advance(count);
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

    private void WriteLongVarint32(uint rest)
    {
        Span<byte> target = _bytes.Room(CompactMessage.MaxVarint32);
        int count = 0;
        for (; rest >= 0x80; rest >>= 7)
            target[count++] = (byte)(rest | 0x80);
        target[count++] = (byte)rest;
        _bytes.Advance(count);
    }

    private void Descend()
    {
        if (++_depth > _maxDepth)
            throw ThriftProtocolException.TooDeep(_maxDepth);
    }
}
