using System.Buffers;
using System.Buffers.Binary;

namespace Thriftscope.Wire;

/// <summary>Finds the end of a message of ThriftPy's JSON, which begins with its length whatever the transport is.</summary>
internal sealed class ThriftPyJsonScanner(ThriftLimits limits) : IMessageScanner
{
    /// <inheritdoc/>
    public bool TryFindEnd(in ReadOnlySequence<byte> buffer, out long length)
    {
        length = 0;
        if (buffer.Length < ThriftPyJson.LengthSize)
            return false;
        Span<byte> announced = stackalloc byte[ThriftPyJson.LengthSize];
        buffer.Slice(0, ThriftPyJson.LengthSize).CopyTo(announced);
        length = ThriftPyJson.LengthSize + (long)ThriftPyJson.CheckLength(BinaryPrimitives.ReadUInt32BigEndian(announced), limits);
        return buffer.Length >= length;
    }
}
