using Thrift.Transport;

namespace Thriftscope.ApacheThrift.Headers;

/// <summary>Bytes of messages: they are put in at the end, and taken out at the beginning.</summary>
internal sealed class MessageBytes
{
    // What one large message has needed is not kept for all the small ones.
    private const int MaxKept = 64 * 1024;
    private const int MinSize = 512;

    private int _position;
    private int _end;

    /// <summary>The bytes, in their place between others: valid until more are put in.</summary>
    public byte[] Array { get; private set; } = [];

    /// <summary>The bytes that are left.</summary>
    public ReadOnlySpan<byte> Left => Array.AsSpan(_position, Length);

    /// <summary>How many bytes are left.</summary>
    public int Length => _end - _position;

    /// <summary>Where in the array they begin.</summary>
    public int Position => _position;

    public void Clear()
    {
        _position = _end = 0;
        if (Array.Length > MaxKept)
            Array = [];
    }

    /// <summary>Puts in room for more bytes.</summary>
    public Span<byte> Add(int count)
    {
        Reserve(count);
        _end += count;
        return Array.AsSpan(_end - count, count);
    }

    /// <summary>Takes off the last bytes.</summary>
    public void RemoveLast(int count) => _end -= count;

    /// <summary>Passes over bytes.</summary>
    public void Skip(int count) => _position += count;

    /// <summary>Takes out as many bytes as there are, and as there is room for.</summary>
    public int Take(Span<byte> destination)
    {
        int count = Math.Min(Length, destination.Length);
        Left[..count].CopyTo(destination);
        _position += count;
        return count;
    }

    /// <summary>Puts in bytes of a transport. Memory is taken as they come: one that only announces them gets little.</summary>
    public async ValueTask ReadAsync(TTransport source, int count, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            int part = Math.Min(count, Math.Max(MaxKept, Length));
            Reserve(part);
            _ = await source.ReadAllAsync(Array, _end, part, cancellationToken).ConfigureAwait(false);
            _end += part;
            count -= part;
        }
    }

    private void Reserve(int count)
    {
        if (Array.Length - _end >= count)
            return;
        byte[] larger = new byte[Math.Min(System.Array.MaxLength, Math.Max(MinSize, Math.Max(2L * _end, (long)_end + count)))];
        Array.AsSpan(0, _end).CopyTo(larger);
        Array = larger;
    }
}
