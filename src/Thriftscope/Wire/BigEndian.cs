using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Thriftscope.Wire;

/// <summary>Many numbers of one size, between memory and the binary protocol.</summary>
internal static class BigEndian
{
    /// <summary>Copies numbers, each with its bytes in the other order where the machine has them so.</summary>
    /// <param name="source">The numbers' bytes.</param>
    /// <param name="target">As many bytes; they may be the same.</param>
    /// <param name="size">The bytes of a number: 2, 4 or 8.</param>
    public static void Convert(ReadOnlySpan<byte> source, Span<byte> target, int size)
    {
        if (!BitConverter.IsLittleEndian)
            source.CopyTo(target);
        else if (size == sizeof(short))
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, short>(source), MemoryMarshal.Cast<byte, short>(target));
        else if (size == sizeof(int))
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, int>(source), MemoryMarshal.Cast<byte, int>(target));
        else
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, long>(source), MemoryMarshal.Cast<byte, long>(target));
    }
}
