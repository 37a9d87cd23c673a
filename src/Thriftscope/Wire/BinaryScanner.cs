using System.Buffers;
using System.Buffers.Binary;

namespace Thriftscope.Wire;

/// <summary>Finds the end of an unframed message of the binary protocol. What it must remember is one small stack.</summary>
internal sealed class BinaryScanner(ThriftLimits limits) : ValueScanner(limits)
{
    // What is open around the place: a struct, or a container with so many values to come.
    private readonly Stack<Open> _open = new();
    private State _state = State.Start;

    private enum State
    {
        Start,
        OldName,
        SequenceId,
        Values,
    }

    protected override bool IsAtEnd => _state == State.Values && _open.Count == 0;

    protected override bool Step(ref SequenceReader<byte> reader) => _state == State.Values ? ScanValue(ref reader) : ScanHeader(ref reader);

    protected override void Restart()
    {
        _state = State.Start;
        _open.Clear();
    }

    protected override void BeginStruct()
    {
        _state = State.Values;
        Push(new Open(ThriftType.Struct));
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
                    SkipText(first, "method name");
                    _state = State.OldName;
                    return true;
                }

                if (first >= 0 || ((uint)first & 0xFFFF0000) != BinaryMessage.Version1)
                    throw ThriftProtocolException.BadVersion(first, Offset);
                if (!reader.TryReadBigEndian(out int nameLength))
                    return false;

                SkipText(nameLength, "method name");
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
                BeginStruct();
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
            SkipText(count, "string");
            return;
        }

        if (CheckCount(count) == 0)
            return;

        ThriftType first = (ThriftType)head[0];
        ThriftType second = type == ThriftType.Map ? (ThriftType)head[1] : first;
        int minimum = BinaryMessage.MinimumSize(first, Offset) + (type == ThriftType.Map ? BinaryMessage.MinimumSize(second, Offset) : 0);
        int firstFixed = BinaryMessage.FixedSize(first);
        int secondFixed = type == ThriftType.Map ? BinaryMessage.FixedSize(second) : 0;
        CheckRoom((long)count * minimum);
        if (firstFixed > 0 && (type != ThriftType.Map || secondFixed > 0))
            SkipAhead((long)count * (firstFixed + secondFixed));
        else
            Push(new Open(type, first, second, count));
    }

    // Begins a value: skips it when its size is known, else opens it.
    private void Enter(ThriftType type)
    {
        int size = BinaryMessage.FixedSize(type);
        if (size > 0)
            SkipAhead(size);
        else if (type is ThriftType.Struct or ThriftType.String or ThriftType.List or ThriftType.Set or ThriftType.Map)
            Push(new Open(type));
        else
            throw ThriftProtocolException.UnknownType((byte)type, Offset);
    }

    private void Push(Open open)
    {
        if (_open.Count > Limits.MaxDepth)
            throw ThriftProtocolException.TooDeep(Limits.MaxDepth, Offset);
        _open.Push(open);
    }

    /// <param name="Type">A struct, a string whose length is still to come, or a container.</param>
    /// <param name="First">The type of elements or keys.</param>
    /// <param name="Second">The type of a map's values.</param>
    /// <param name="Remaining">How many elements or entries are to come; 0 while the head has not been read.</param>
    /// <param name="AtKey">Whether a map's next value is a key.</param>
    private readonly record struct Open(
        ThriftType Type, ThriftType First = default, ThriftType Second = default, int Remaining = 0, bool AtKey = true);
}
