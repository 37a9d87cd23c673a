using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Thriftscope.Wire;

/// <summary>
/// Writes the binary protocol, strict form or old form:
/// https://github.com/apache/thrift/blob/master/doc/specs/thrift-binary-protocol.md.
/// Call <see cref="Flush"/> at the end: until then the output has not been told of the last bytes.
/// </summary>
public ref struct ThriftBinaryWriter : IThriftWriter
{
    private const int PieceSize = 32 * 1024;

    private readonly int _maxDepth;
    private readonly bool _strict;
    private OutputCursor _bytes;
    private int _depth;

    /// <summary>Begins to write.</summary>
    /// <param name="output">Where the bytes go.</param>
    /// <param name="limits">Of these only <see cref="ThriftLimits.MaxDepth"/> concerns a writer: it ends endless nesting.</param>
    /// <param name="strict">Whether messages begin with the protocol's version. The old form, without, is for peers that know no other.</param>
    public ThriftBinaryWriter(IBufferWriter<byte> output, ThriftLimits? limits = null, bool strict = true)
    {
        _bytes = new OutputCursor(output);
        _strict = strict;
        _maxDepth = (limits ?? ThriftLimits.Default).MaxDepth;
    }

    /// <summary>Hands the written bytes to the output.</summary>
    public void Flush() => _bytes.Flush();

    /// <inheritdoc/>
    public void WriteMessageBegin(in MessageHeader header)
    {
        if (_strict)
        {
            WriteI32((int)(BinaryMessage.Version1 | (uint)header.Type));
            WriteString(header.Name);
        }
        else
        {
            WriteString(header.Name);
            WriteI8((sbyte)header.Type);
        }

        WriteI32(header.SequenceId);
    }

    /// <inheritdoc/>
    public readonly void WriteMessageEnd()
    {
    }

    /// <inheritdoc/>
    public void WriteStructBegin() => Descend();

    /// <inheritdoc/>
    public void WriteStructEnd()
    {
        _depth--;
        WriteI8((sbyte)ThriftType.Stop);
    }

    /// <inheritdoc/>
    public void WriteFieldBegin(ThriftType type, short id, string name)
    {
        _ = BeginField(type, id, 0);
    }

    /// <inheritdoc/>
    public readonly void WriteFieldEnd()
    {
    }

    /// <inheritdoc/>
    public void WriteBoolField(short id, string name, bool value)
    {
        Span<byte> target = BeginField(ThriftType.Bool, id, 1);
        target[0] = value ? (byte)1 : (byte)0;
    }

    /// <inheritdoc/>
    public void WriteI8Field(short id, string name, sbyte value)
    {
        Span<byte> target = BeginField(ThriftType.I8, id, 1);
        target[0] = (byte)value;
    }

    /// <inheritdoc/>
    public void WriteI16Field(short id, string name, short value)
    {
        Span<byte> target = BeginField(ThriftType.I16, id, sizeof(short));
        BinaryPrimitives.WriteInt16BigEndian(target, value);
    }

    /// <inheritdoc/>
    public void WriteI32Field(short id, string name, int value)
    {
        Span<byte> target = BeginField(ThriftType.I32, id, sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(target, value);
    }

    /// <inheritdoc/>
    public void WriteI64Field(short id, string name, long value)
    {
        Span<byte> target = BeginField(ThriftType.I64, id, sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(target, value);
    }

    /// <inheritdoc/>
    public void WriteDoubleField(short id, string name, double value)
    {
        Span<byte> target = BeginField(ThriftType.Double, id, sizeof(double));
        BinaryPrimitives.WriteDoubleBigEndian(target, value);
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
        Span<byte> target = BeginField(ThriftType.Uuid, id, 16);
        value.TryWriteBytes(target, bigEndian: true, out _);
    }

    /// <inheritdoc/>
    public void WriteListBegin(ThriftType element, int count)
    {
        Descend();
        Span<byte> target = _bytes.Reserve(5);
        BinaryPrimitives.WriteInt32BigEndian(target[1..], count);
        target[0] = (byte)element;
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
        Span<byte> target = _bytes.Reserve(6);
        BinaryPrimitives.WriteInt32BigEndian(target[2..], count);
        target[1] = (byte)value;
        target[0] = (byte)key;
    }

    /// <inheritdoc/>
    public void WriteMapEnd() => _depth--;

    /// <inheritdoc/>
    public void WriteBool(bool value) => _bytes.Reserve(1)[0] = value ? (byte)1 : (byte)0;

    /// <inheritdoc/>
    public void WriteI8(sbyte value) => _bytes.Reserve(1)[0] = (byte)value;

    /// <inheritdoc/>
    public void WriteI16(short value) => BinaryPrimitives.WriteInt16BigEndian(_bytes.Reserve(2), value);

    /// <inheritdoc/>
    public void WriteI32(int value) => BinaryPrimitives.WriteInt32BigEndian(_bytes.Reserve(4), value);

    /// <inheritdoc/>
    public void WriteI64(long value) => BinaryPrimitives.WriteInt64BigEndian(_bytes.Reserve(8), value);

    /// <inheritdoc/>
    public void WriteDouble(double value) => BinaryPrimitives.WriteDoubleBigEndian(_bytes.Reserve(8), value);

    /// <inheritdoc/>
    public void WriteString(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Span<byte> target = _bytes.Free;
        if (target.Length - sizeof(int) >= value.Length * 3L)
        {
            // Enough room for any text of this length: encode at once, and write the length behind.
            int length = Encoding.UTF8.GetBytes(value, target[sizeof(int)..]);
            BinaryPrimitives.WriteInt32BigEndian(target, length);
            _bytes.Advance(sizeof(int) + length);
            return;
        }

        int count = Encoding.UTF8.GetByteCount(value);
        WriteI32(count);
        Encoding.UTF8.GetBytes(value, _bytes.Reserve(count));
    }

    /// <inheritdoc/>
    public void WriteBinary(ReadOnlySpan<byte> value)
    {
        WriteI32(value.Length);
        _bytes.Write(value);
    }

    /// <inheritdoc/>
    public void WriteI16Items(ReadOnlySpan<short> values) => WriteItems(MemoryMarshal.AsBytes(values), sizeof(short));

    /// <inheritdoc/>
    public void WriteI32Items(ReadOnlySpan<int> values) => WriteItems(MemoryMarshal.AsBytes(values), sizeof(int));

    /// <inheritdoc/>
    public void WriteI64Items(ReadOnlySpan<long> values) => WriteItems(MemoryMarshal.AsBytes(values), sizeof(long));

    /// <inheritdoc/>
    public void WriteDoubleItems(ReadOnlySpan<double> values) => WriteItems(MemoryMarshal.AsBytes(values), sizeof(double));

    /// <inheritdoc/>
    public void WriteUuid(Guid value) => value.TryWriteBytes(_bytes.Reserve(16), bigEndian: true, out _);

    // The head of a field and the room of its value, which are taken at once.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> BeginField(ThriftType type, short id, int size)
    {
        Span<byte> target = _bytes.Reserve(3 + size);
        target[2] = (byte)id;
        target[1] = (byte)(id >> 8);
        target[0] = (byte)type;
        return target[3..];
    }

    private void WriteItems(ReadOnlySpan<byte> values, int size)
    {
        // In pieces, for an output that need not have room for all at once.
        while (values.Length > 0)
        {
            ReadOnlySpan<byte> piece = values[..Math.Min(values.Length, PieceSize)];
            BigEndian.Convert(piece, _bytes.Reserve(piece.Length), size);
            values = values[piece.Length..];
        }
    }

    private void Descend()
    {
        if (++_depth > _maxDepth)
            throw ThriftProtocolException.TooDeep(_maxDepth);
    }
}
