using System.Buffers;
using System.Runtime.CompilerServices;

namespace Thriftscope.Wire;

/// <summary>A place in a message that may lie in several segments: what the readers of the binary formats have in common.</summary>
internal ref struct SequenceCursor
{
    private readonly ReadOnlySequence<byte> _sequence;
    private readonly long _length;
    private ReadOnlySpan<byte> _span;
    private int _position;
    private long _before;
    private SequencePosition _next;

    public SequenceCursor(scoped in ReadOnlySequence<byte> sequence)
    {
        _sequence = sequence;
        _length = sequence.Length;
        _next = sequence.Start;
        if (sequence.TryGet(ref _next, out ReadOnlyMemory<byte> first))
            _span = first.Span;
    }

    public readonly long Consumed => _before + _position;

    public readonly long Remaining => _length - Consumed;

    /// <summary>What is left of the segment.</summary>
    public readonly ReadOnlySpan<byte> Unread => _span[_position..];

    /// <summary>Goes on within <see cref="Unread"/>.</summary>
    public void AdvanceUnread(int count) => _position += count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte ReadByte()
    {
        if (_position == _span.Length)
            MoveToNextSegment(1);
        return _span[_position++];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Take(int count)
    {
        if (_span.Length - _position < count)
            return TakeAcross(count);
        ReadOnlySpan<byte> taken = _span.Slice(_position, count);
        _position += count;
        return taken;
    }

    /// <summary>Reads UTF-8 of a length that has been checked against <see cref="Remaining"/>.</summary>
    public string ReadText(int length)
    {
        if (length == 0)
            return "";
        string text;
        if (_span.Length - _position >= length)
        {
            text = Utf8Text.Decode(_span.Slice(_position, length));
            _position += length;
            return text;
        }

        // Not a slice of the sequence: that would be looked for from its first segment on, for each text again.
        byte[] copy = ArrayPool<byte>.Shared.Rent(length);
        Copy(copy.AsSpan(0, length));
        text = Utf8Text.Decode(copy.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(copy);
        return text;
    }

    /// <summary>Reads a method's name of a length that has been checked against <see cref="Remaining"/>.</summary>
    public string ReadName(int length)
    {
        if (_span.Length - _position < length)
            return ReadText(length);
        string name = MethodNames.Get(_span.Slice(_position, length));
        _position += length;
        return name;
    }

    /// <summary>Reads bytes of a length that has been checked against <see cref="Remaining"/>.</summary>
    public byte[] ReadBytes(int length)
    {
        if (length == 0)
            return [];
        if (_span.Length - _position >= length)
        {
            byte[] taken = _span.Slice(_position, length).ToArray();
            _position += length;
            return taken;
        }

        byte[] value = GC.AllocateUninitializedArray<byte>(length);
        Copy(value);
        return value;
    }

    public void Copy(Span<byte> target)
    {
        while (target.Length > 0)
        {
            if (_position == _span.Length)
                MoveToNextSegment(target.Length);
            int count = Math.Min(target.Length, _span.Length - _position);
            _span.Slice(_position, count).CopyTo(target);
            _position += count;
            target = target[count..];
        }
    }

    public void Advance(long count)
    {
        if (count > Remaining)
            throw ThriftProtocolException.Truncated(count, Remaining, Consumed);
        while (count > _span.Length - _position)
        {
            count -= _span.Length - _position;
            _position = _span.Length;
            MoveToNextSegment(1);
        }

        _position += (int)count;
    }

    // A number that lies across two segments is rare enough to pay for a copy.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReadOnlySpan<byte> TakeAcross(int count)
    {
        byte[] copy = new byte[count];
        Copy(copy);
        return copy;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MoveToNextSegment(int wanted)
    {
        do
        {
            if (!_sequence.TryGet(ref _next, out ReadOnlyMemory<byte> segment))
                throw ThriftProtocolException.Truncated(wanted, Remaining, Consumed);
            _before += _span.Length;
            _span = segment.Span;
            _position = 0;
        }
        while (_span.IsEmpty);
    }
}
