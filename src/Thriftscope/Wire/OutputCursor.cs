using System.Buffers;
using System.Runtime.CompilerServices;

namespace Thriftscope.Wire;

/// <summary>The end of what has been written to an output, which is told of it at <see cref="Flush"/>.</summary>
internal ref struct OutputCursor
{
    private readonly IBufferWriter<byte> _output;
    private Span<byte> _span;
    private int _position;

    public OutputCursor(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _output = output;
    }

    /// <summary>What is left of the span that the output gave.</summary>
    public readonly Span<byte> Free => _span[_position..];

    /// <summary>Takes so many bytes, to be written at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Reserve(int count)
    {
        if (_span.Length - _position < count)
            Grow(count);
        Span<byte> target = _span.Slice(_position, count);
        _position += count;
        return target;
    }

    /// <summary>Room for at least so many bytes; those that are used are told with <see cref="Advance"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Room(int count)
    {
        if (_span.Length - _position < count)
            Grow(count);
        return _span[_position..];
    }

    public void Advance(int count) => _position += count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteByte(byte value)
    {
        if (_position == _span.Length)
            Grow(1);
        _span[_position++] = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    public void Flush()
    {
        if (_position > 0)
            _output.Advance(_position);
        _span = default;
        _position = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int count)
    {
        Flush();
        _span = _output.GetSpan(Math.Max(count, 256));
    }
}
