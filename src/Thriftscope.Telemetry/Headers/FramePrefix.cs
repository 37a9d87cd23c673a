using System.Buffers.Binary;

namespace Thriftscope.Telemetry;

/// <summary>
/// What THeader and TTHeader have between a frame's length and its header block:
/// <c>u16 magic | u16 flags | i32 sequence id | u16 words of the block</c>, big-endian.
/// </summary>
/// <param name="Flags">Bits that only the applications of single companies know.</param>
/// <param name="SequenceId">The frame's number; the reply repeats it.</param>
/// <param name="BlockSize">The bytes of the header block.</param>
internal readonly record struct FramePrefix(ushort Flags, int SequenceId, int BlockSize)
{
    /// <summary>The bytes of the prefix.</summary>
    public const int Size = 10;

    /// <summary>Reads a prefix.</summary>
    /// <param name="prefix">At least <see cref="Size"/> bytes.</param>
    /// <param name="format">The format, whose mark must be there.</param>
    /// <param name="frameLength">The announced length of the frame.</param>
    /// <param name="read">What was read.</param>
    /// <returns>The problem, if there is one.</returns>
    public static HeaderProblem? TryRead(ReadOnlySpan<byte> prefix, HeaderFormat format, int frameLength, out FramePrefix read)
    {
        read = default;
        ushort magic = BinaryPrimitives.ReadUInt16BigEndian(prefix);
        if (magic != format.Magic)
            return new(HeaderFault.Invalid, $"A {format.Name} frame begins with 0x{format.Magic:X4}, not with 0x{magic:X4}", 0);
        int blockSize = BinaryPrimitives.ReadUInt16BigEndian(prefix[8..]) * 4;
        if (blockSize > HeaderLimits.MaxBlockSize)
            return new(HeaderFault.TooLarge, $"A header block of {blockSize} bytes is over the limit of {HeaderLimits.MaxBlockSize}", 8);
        if (Size + blockSize > frameLength)
            return new(HeaderFault.Truncated, $"A frame of {frameLength} bytes has no room for a header block of {blockSize} behind its first {Size}", 8);
        read = new FramePrefix(BinaryPrimitives.ReadUInt16BigEndian(prefix[2..]), BinaryPrimitives.ReadInt32BigEndian(prefix[4..]), blockSize);
        return null;
    }

    /// <summary>Writes the prefix.</summary>
    public void Write(Span<byte> destination, HeaderFormat format)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, format.Magic);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], Flags);
        BinaryPrimitives.WriteInt32BigEndian(destination[4..], SequenceId);
        BinaryPrimitives.WriteUInt16BigEndian(destination[8..], (ushort)(BlockSize / 4));
    }
}
