using System.Buffers;
using System.Buffers.Binary;

namespace Thriftscope.Wire;

/// <summary>Finds the end of an unframed message of the binary protocol. What it must remember is one small stack.</summary>
internal sealed class BinaryScanner(ThriftLimits limits) : IMessageScanner
{
    // What is open around the place: a struct, or a container with so many values to come.
    private readonly Stack<Open> _open = new();
    private State _state = State.Start;
    private long _offset;
    private long _skip;

    private enum State
    {
        Start,
        OldName,
        SequenceId,
        Values,
    }

    /// <inheritdoc/>
    public bool TryFindEnd(in ReadOnlySequence<byte> buffer, out long length)
    {
        SequenceReader<byte> reader = new(buffer.Slice(_offset));
        bool complete = Scan(ref reader);
        length = _offset;
        if (complete)
            Reset();
        return complete;
    }

    private bool Scan(ref SequenceReader<byte> reader)
    {
        while (true)
        {
            if (_skip > 0 && !SkipAhead(ref reader))
                return false;
            if (_state == State.Values && _open.Count == 0)
                return true;
            long before = reader.Consumed;
            if (!(_state == State.Values ? ScanValue(ref reader) : ScanHeader(ref reader)))
                return false;
            _offset += reader.Consumed - before;
            if (_offset > limits.MaxMessageSize)
                throw ThriftProtocolException.MessageTooLarge(_offset, limits.MaxMessageSize, _offset);
        }
    }

    private bool SkipAhead(ref SequenceReader<byte> reader)
    {
        long count = Math.Min(_skip, reader.Remaining);
        reader.Advance(count);
        _offset += count;
        _skip -= count;
        return _skip == 0;
    }

    private bool ScanHeader(ref SequenceReader<byte> reader)
    {
        switch (_state)
        {
            case State.Start:
                // The strict form has the name's length in its second four bytes, the old form in its first.
                if (!reader.TryReadBigEndian(out int first))
                    return false;
                if (first is >= 0 and <= BinaryMessage.MaxOldNameLength)
                {
                    AnnounceSkip(first, "method name");
                    _state = State.OldName;
                    return true;
                }

                if (first >= 0 || ((uint)first & 0xFFFF0000) != BinaryMessage.Version1)
                    throw ThriftProtocolException.BadVersion(first, _offset);
                if (!reader.TryReadBigEndian(out int nameLength))
                {
                    reader.Rewind(sizeof(int));
                    return false;
                }

                AnnounceSkip(nameLength, "method name");
                _state = State.SequenceId;
                return true;
            case State.OldName:
                if (!reader.TryRead(out _))
                    return false;
                _state = State.SequenceId;
                return true;
            default:
                if (!reader.TryReadBigEndian(out int _))
                    return false;
                _state = State.Values;
                Push(new Open(ThriftType.Struct));
                return true;
        }
    }

    private bool ScanValue(ref SequenceReader<byte> reader)
    {
        Open open = _open.Pop();
        if (open.Type == ThriftType.Struct)
        {
            if (!TryReadField(ref reader, out ThriftType field))
            {
                _open.Push(open);
                return false;
            }

            if (field == ThriftType.Stop)
                return true;
            // The struct goes on after the field's value.
            _open.Push(open);
            Enter(field);
            return true;
        }

        return ScanContainer(ref reader, open);
    }

    private static bool TryReadField(ref SequenceReader<byte> reader, out ThriftType type)
    {
        type = ThriftType.Stop;
        if (!reader.TryPeek(out byte value))
            return false;
        type = (ThriftType)value;
        if (type != ThriftType.Stop && reader.Remaining < 3)
            return false;
        reader.Advance(type == ThriftType.Stop ? 1 : 3);
        return true;
    }

    // An open string or container has either its head still to come (Remaining < 0) or so many values left.
    private bool ScanContainer(ref SequenceReader<byte> reader, Open open)
    {
        if (open.Remaining > 0)
        {
            ThriftType next = open.Type == ThriftType.Map && !open.AtKey ? open.Second : open.First;
            bool endsEntry = open.Type != ThriftType.Map || !open.AtKey;
            Open rest = open with { AtKey = !open.AtKey, Remaining = open.Remaining - (endsEntry ? 1 : 0) };
            if (rest.Remaining > 0)
                _open.Push(rest);
            Enter(next);
            return true;
        }

        int headSize = open.Type switch { ThriftType.String => 4, ThriftType.Map => 6, _ => 5 };
        Span<byte> head = stackalloc byte[6];
        head = head[..headSize];
        if (!reader.TryCopyTo(head))
        {
            _open.Push(open);
            return false;
        }

        reader.Advance(headSize);
        OpenContainer(open.Type, head);
        return true;
    }

    private void OpenContainer(ThriftType type, ReadOnlySpan<byte> head)
    {
        int count = BinaryPrimitives.ReadInt32BigEndian(head[^4..]);
        if (type == ThriftType.String)
        {
            AnnounceSkip(count, "string");
            return;
        }

        if (count < 0)
            throw ThriftProtocolException.NegativeSize(count, _offset);
        if (count > limits.MaxContainerSize)
            throw ThriftProtocolException.ContainerTooLarge(count, limits.MaxContainerSize, _offset);
        if (count == 0)
            return;

        ThriftType first = (ThriftType)head[0];
        ThriftType second = type == ThriftType.Map ? (ThriftType)head[1] : first;
        int minimum = BinaryMessage.MinimumSize(first, _offset) + (type == ThriftType.Map ? BinaryMessage.MinimumSize(second, _offset) : 0);
        int firstFixed = BinaryMessage.FixedSize(first);
        int secondFixed = type == ThriftType.Map ? BinaryMessage.FixedSize(second) : 0;
        CheckRoom((long)count * minimum);
        if (firstFixed > 0 && (type != ThriftType.Map || secondFixed > 0))
            _skip = (long)count * (firstFixed + secondFixed);
        else
            Push(new Open(type, first, second, count));
    }

    // Begins a value: skips it when its size is known, else opens it.
    private void Enter(ThriftType type)
    {
        int size = BinaryMessage.FixedSize(type);
        if (size > 0)
            _skip = size;
        else if (type is ThriftType.Struct or ThriftType.String or ThriftType.List or ThriftType.Set or ThriftType.Map)
            Push(new Open(type));
        else
            throw ThriftProtocolException.UnknownType((byte)type, _offset);
    }

    private void Push(Open open)
    {
        if (_open.Count > limits.MaxDepth)
            throw ThriftProtocolException.TooDeep(limits.MaxDepth, _offset);
        _open.Push(open);
    }

    private void AnnounceSkip(int size, string what)
    {
        if (size < 0)
            throw ThriftProtocolException.NegativeSize(size, _offset);
        if (size > limits.MaxStringLength)
            throw ThriftProtocolException.TooLarge($"{what} of {size} bytes", limits.MaxStringLength, nameof(ThriftLimits.MaxStringLength), _offset);
        CheckRoom(size);
        _skip = size;
    }

    private void CheckRoom(long size)
    {
        if (_offset + size > limits.MaxMessageSize)
            throw ThriftProtocolException.MessageTooLarge(_offset + size, limits.MaxMessageSize, _offset);
    }

    private void Reset()
    {
        _state = State.Start;
        _offset = 0;
        _open.Clear();
    }

    /// <param name="Type">A struct, a string whose length is still to come, or a container.</param>
    /// <param name="First">The type of elements or keys.</param>
    /// <param name="Second">The type of a map's values.</param>
    /// <param name="Remaining">How many elements or entries are to come; 0 while the head has not been read.</param>
    /// <param name="AtKey">Whether a map's next value is a key.</param>
    private readonly record struct Open(
        ThriftType Type, ThriftType First = default, ThriftType Second = default, int Remaining = 0, bool AtKey = true);
}
