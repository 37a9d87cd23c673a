using System.Buffers;

namespace Thriftscope.Wire;

/// <summary>Finds the end of an unframed message of the compact protocol. What it must remember is one small stack.</summary>
internal sealed class CompactScanner(ThriftLimits limits) : ValueScanner(limits)
{
    private readonly Stack<Open> _open = new();
    private State _state = State.Start;
    // The value that begins at the place, or Stop when the innermost struct or container says what comes next.
    private ThriftType _next;

    private enum State
    {
        Start,
        SequenceId,
        NameLength,
        Values,
    }

    protected override bool IsAtEnd => _state == State.Values && _next == ThriftType.Stop && _open.Count == 0;

    protected override bool Step(ref SequenceReader<byte> reader)
    {
        if (_state != State.Values)
            return ScanHeader(ref reader);
        if (_next != ThriftType.Stop)
            return BeginValue(ref reader);
        Open open = _open.Pop();
        if (open.Type == ThriftType.Struct)
        {
            _open.Push(open);
            return ScanField(ref reader);
        }

        // A key and its value are two of the values to come.
        if (open.Remaining > 0)
        {
            _next = open.Type == ThriftType.Map && (open.Remaining & 1) == 1 ? open.Second : open.First;
            _open.Push(open with { Remaining = open.Remaining - 1 });
        }

        return true;
    }

    protected override void Restart()
    {
        _state = State.Start;
        _next = ThriftType.Stop;
        _open.Clear();
    }

    protected override void BeginStruct()
    {
        _state = State.Values;
        _next = ThriftType.Struct;
    }

    private bool ScanHeader(ref SequenceReader<byte> reader)
    {
        switch (_state)
        {
            case State.Start:
                if (!reader.TryRead(out byte id) || !reader.TryRead(out byte versionAndType))
                    return false;
                if (id != CompactMessage.ProtocolId || (versionAndType & 0x1F) != CompactMessage.Version)
                    throw ThriftProtocolException.BadCompactVersion(id, versionAndType, Offset);
                _state = State.SequenceId;
                return true;
            case State.SequenceId:
                if (!TryReadVarint(ref reader, 32, out _))
                    return false;
                _state = State.NameLength;
                return true;
            default:
                if (!TryReadVarint(ref reader, 32, out ulong length))
                    return false;
                SkipText((int)length, "method name");
                BeginStruct();
                return true;
        }
    }

    private bool ScanField(ref SequenceReader<byte> reader)
    {
        if (!reader.TryRead(out byte head))
            return false;
        int number = head & 0x0F;
        if (number == 0)
        {
            _ = _open.Pop();
            return true;
        }

        if (head >> 4 == 0 && !TryReadVarint(ref reader, 32, out _))
            return false;
        ThriftType type = CompactMessage.TypeOf(number, Offset);
        // The head of a bool field is its value.
        _next = type == ThriftType.Bool ? ThriftType.Stop : type;
        return true;
    }

    private bool BeginValue(ref SequenceReader<byte> reader)
    {
        ThriftType type = _next;
        switch (type)
        {
            case ThriftType.Bool or ThriftType.I8 or ThriftType.Double or ThriftType.Uuid:
                SkipAhead(CompactMessage.FixedSize(type));
                break;
            case ThriftType.I16 or ThriftType.I32:
                if (!TryReadVarint(ref reader, 32, out _))
                    return false;
                break;
            case ThriftType.I64:
                if (!TryReadVarint(ref reader, 64, out _))
                    return false;
                break;
            case ThriftType.String:
                if (!TryReadVarint(ref reader, 32, out ulong length))
                    return false;
                SkipText((int)length, "string");
                break;
            case ThriftType.Struct:
                CheckDepth();
                _open.Push(new Open(ThriftType.Struct));
                break;
            case ThriftType.Map:
                if (!BeginMap(ref reader))
                    return false;
                break;
            default:
                if (!BeginList(ref reader, type))
                    return false;
                break;
        }

        _next = ThriftType.Stop;
        return true;
    }

    private bool BeginList(ref SequenceReader<byte> reader, ThriftType type)
    {
        CheckDepth();
        if (!reader.TryRead(out byte head))
            return false;
        ulong count = (ulong)(head >> 4);
        if (count == CompactMessage.LongCount && !TryReadVarint(ref reader, 32, out count))
            return false;
        ThriftType element = CompactMessage.TypeOf(head & 0x0F, Offset);
        if (CheckCount((int)count) == 0)
            return true;
        CheckRoom((long)count * CompactMessage.MinimumSize(element, Offset));
        if (CompactMessage.FixedSize(element) is > 0 and var size)
            SkipAhead((long)count * size);
        else
            _open.Push(new Open(type, element, element, (long)count));
        return true;
    }

    private bool BeginMap(ref SequenceReader<byte> reader)
    {
        CheckDepth();
        if (!TryReadVarint(ref reader, 32, out ulong count))
            return false;
        if (CheckCount((int)count) == 0)
            return true;
        if (!reader.TryRead(out byte types))
            return false;
        ThriftType key = CompactMessage.TypeOf(types >> 4, Offset);
        ThriftType value = CompactMessage.TypeOf(types & 0x0F, Offset);
        CheckRoom((long)count * (CompactMessage.MinimumSize(key, Offset) + CompactMessage.MinimumSize(value, Offset)));
        if (CompactMessage.FixedSize(key) is > 0 and var keySize && CompactMessage.FixedSize(value) is > 0 and var valueSize)
            SkipAhead((long)count * (keySize + valueSize));
        else
            _open.Push(new Open(ThriftType.Map, key, value, 2 * (long)count));
        return true;
    }

    private bool TryReadVarint(ref SequenceReader<byte> reader, int bits, out ulong value)
    {
        value = 0;
        for (int shift = 0; shift < bits; shift += 7)
        {
            if (!reader.TryRead(out byte part))
                return false;
            // What the last byte has over the bits is an overflow, and so is a byte behind it.
            if (bits - shift < 7 && part >> (bits - shift) != 0)
                break;
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return true;
        }

        throw ThriftProtocolException.VarintTooLong(bits, Offset);
    }

    private void CheckDepth()
    {
        if (_open.Count >= Limits.MaxDepth)
            throw ThriftProtocolException.TooDeep(Limits.MaxDepth, Offset);
    }

    /// <param name="Type">A struct or a container.</param>
    /// <param name="First">The type of elements or keys.</param>
    /// <param name="Second">The type of a map's values.</param>
    /// <param name="Remaining">How many values of a container are to come.</param>
    private readonly record struct Open(ThriftType Type, ThriftType First = default, ThriftType Second = default, long Remaining = 0);
}
