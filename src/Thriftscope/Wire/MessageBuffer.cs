using System.Buffers;
using System.Buffers.Binary;

namespace Thriftscope.Wire;

/// <summary>
/// A growing buffer for outgoing messages. It lies in one piece, so that a message that could not be finished is taken back,
/// and a frame's length is written when it is known.
/// </summary>
internal sealed class MessageBuffer : IBufferWriter<byte>, IDisposable
{
    // A buffer that one large message has blown up is not kept.
    private const int KeepSize = 256 * 1024;

    private byte[] _bytes = [];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _bytes.Length - Length);
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    /// <summary>Takes back everything behind a length that <see cref="Length"/> had before.</summary>
    public void Truncate(int length) => Length = length;

    /// <summary>Leaves room for a frame's length, which <see cref="EndFrame"/> fills in.</summary>
    public int BeginFrame()
    {
        int start = Length;
        BinaryPrimitives.WriteInt32BigEndian(GetSpan(sizeof(int)), 0);
        Advance(sizeof(int));
        return start;
    }

    public void EndFrame(int start) =>
        BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(start), Length - start - sizeof(int));

    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > KeepSize)
            Dispose();
    }

    public void Dispose()
    {
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        Length = 0;
    }

    private void Reserve(int sizeHint)
    {
        int needed = Math.Max(sizeHint, 1);
        if (_bytes.Length - Length >= needed)
            return;
        long size = Math.Max(Math.Max((long)Length + needed, _bytes.Length * 2L), 512);
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(size, Array.MaxLength));
        if (larger.Length - Length < needed)
            throw ThriftProtocolException.TooLarge($"message of {(long)Length + needed} bytes", Array.MaxLength);
        _bytes.AsSpan(0, Length).CopyTo(larger);
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
