using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Thriftscope.Wire;

/// <summary>
/// Writes the binary protocol, strict form:
/// https://github.com/apache/thrift/blob/master/doc/specs/thrift-binary-protocol.md.
/// Call <see cref="Flush"/> at the end: until then the output has not been told of the last bytes.
/// </summary>
public ref struct ThriftBinaryWriter : IThriftWriter
{
    private const uint Version1 = 0x80010000;

    private readonly IBufferWriter<byte> _output;
    private readonly int _maxDepth;
    private Span<byte> _span;
    private int _position;
    private int _depth;

    /// <summary>Begins to write.</summary>
    /// <param name="output">Where the bytes go.</param>
    /// <param name="limits">Of these only <see cref="ThriftLimits.MaxDepth"/> concerns a writer: it ends endless nesting.</param>
    public ThriftBinaryWriter(IBufferWriter<byte> output, ThriftLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        _output = output;
        _maxDepth = (limits ?? ThriftLimits.Default).MaxDepth;
    }

    /// <summary>Hands the written bytes to the output.</summary>
    public void Flush()
    {
        if (_position > 0)
            _output.Advance(_position);
        _span = default;
        _position = 0;
    }

    /// <inheritdoc/>
    public void WriteMessageBegin(in MessageHeader header)
    {
        WriteI32((int)(Version1 | (uint)header.Type));
        WriteString(header.Name);
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
        Span<byte> target = Reserve(3);
        target[2] = (byte)id;
        target[1] = (byte)(id >> 8);
        target[0] = (byte)type;
    }

    /// <inheritdoc/>
    public readonly void WriteFieldEnd()
    {
    }

    /// <inheritdoc/>
    public void WriteListBegin(ThriftType element, int count)
    {
        Descend();
        Span<byte> target = Reserve(5);
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
        Span<byte> target = Reserve(6);
        BinaryPrimitives.WriteInt32BigEndian(target[2..], count);
        target[1] = (byte)value;
        target[0] = (byte)key;
    }

    /// <inheritdoc/>
    public void WriteMapEnd() => _depth--;

    /// <inheritdoc/>
    public void WriteBool(bool value) => Reserve(1)[0] = value ? (byte)1 : (byte)0;

    /// <inheritdoc/>
    public void WriteI8(sbyte value) => Reserve(1)[0] = (byte)value;

    /// <inheritdoc/>
    public void WriteI16(short value) => BinaryPrimitives.WriteInt16BigEndian(Reserve(2), value);

    /// <inheritdoc/>
    public void WriteI32(int value) => BinaryPrimitives.WriteInt32BigEndian(Reserve(4), value);

    /// <inheritdoc/>
    public void WriteI64(long value) => BinaryPrimitives.WriteInt64BigEndian(Reserve(8), value);

    /// <inheritdoc/>
    public void WriteDouble(double value) => BinaryPrimitives.WriteDoubleBigEndian(Reserve(8), value);

    /// <inheritdoc/>
    public void WriteString(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (_span.Length - _position - sizeof(int) >= value.Length * 3L)
        {
            // Enough room for any text of this length: encode at once, and write the length behind.
            Span<byte> target = _span[_position..];
            int length = Encoding.UTF8.GetBytes(value, target[sizeof(int)..]);
            BinaryPrimitives.WriteInt32BigEndian(target, length);
            _position += sizeof(int) + length;
            return;
        }

        int count = Encoding.UTF8.GetByteCount(value);
        WriteI32(count);
        Encoding.UTF8.GetBytes(value, Reserve(count));
    }

    /// <inheritdoc/>
    public void WriteBinary(ReadOnlySpan<byte> value)
    {
        WriteI32(value.Length);
        value.CopyTo(Reserve(value.Length));
    }

    /// <inheritdoc/>
    public void WriteUuid(Guid value) => value.TryWriteBytes(Reserve(16), bigEndian: true, out _);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Reserve(int count)
    {
        if (_span.Length - _position < count)
            Grow(count);
        Span<byte> target = _span.Slice(_position, count);
        _position += count;
        return target;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int count)
    {
        Flush();
        _span = _output.GetSpan(Math.Max(count, 256));
    }

    private void Descend()
    {
        if (++_depth > _maxDepth)
            throw ThriftProtocolException.TooDeep(_maxDepth);
    }
}
