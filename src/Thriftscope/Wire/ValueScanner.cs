using System.Buffers;

namespace Thriftscope.Wire;

/// <summary>What the scanners of the binary and the compact protocol have in common: they go from value to value, and jump over what has a known size.</summary>
internal abstract class ValueScanner(ThriftLimits limits) : IMessageScanner
{
    private long _skip;
    private bool _hasBegun;
    private bool _isInPrefix;

    /// <summary>Whether a struct may stand before a message, to which it then belongs.</summary>
    public bool ExpectsPrefix { get; set; }

    /// <summary>The bytes of the struct before the message that was found last.</summary>
    public long PrefixLength { get; private set; }

    /// <summary>How many bytes of the message lie behind the scanner.</summary>
    protected long Offset { get; private set; }

    protected ThriftLimits Limits => limits;

    /// <summary>Whether nothing of the message is to come but what is being jumped over.</summary>
    protected abstract bool IsAtEnd { get; }

    /// <inheritdoc/>
    public bool TryFindEnd(in ReadOnlySequence<byte> buffer, out long length)
    {
        SequenceReader<byte> reader = new(buffer.Slice(Offset));
        if (ExpectsPrefix && !_hasBegun)
            Begin(buffer);
        bool complete = Scan(ref reader);
        length = Offset;
        if (complete)
        {
            Offset = 0;
            _hasBegun = false;
            Restart();
        }

        return complete;
    }

    /// <summary>Goes over the next piece that has no known size.</summary>
    /// <returns>Whether it is all there; else it is gone over again when there is more.</returns>
    protected abstract bool Step(ref SequenceReader<byte> reader);

    /// <summary>Gets ready for the next message.</summary>
    protected abstract void Restart();

    /// <summary>Gets ready for a struct that no message is around.</summary>
    protected abstract void BeginStruct();

    /// <summary>Jumps over values whose size is known, and within the limits.</summary>
    protected void SkipAhead(long size) => _skip = size;

    /// <summary>Jumps over text whose length has been announced.</summary>
    protected void SkipText(int size, string what)
    {
        if (size < 0)
            throw ThriftProtocolException.NegativeSize(size, Offset);
        if (size > limits.MaxStringLength)
            throw ThriftProtocolException.TooLarge($"{what} of {size} bytes", limits.MaxStringLength, nameof(ThriftLimits.MaxStringLength), Offset);
        CheckRoom(size);
        SkipAhead(size);
    }

    protected int CheckCount(int count)
    {
        if (count < 0)
            throw ThriftProtocolException.NegativeSize(count, Offset);
        if (count > limits.MaxContainerSize)
            throw ThriftProtocolException.ContainerTooLarge(count, limits.MaxContainerSize, Offset);
        return count;
    }

    protected void CheckRoom(long size)
    {
        if (Offset + size > limits.MaxMessageSize)
            throw ThriftProtocolException.MessageTooLarge(Offset + size, limits.MaxMessageSize, Offset);
    }

    private void Begin(in ReadOnlySequence<byte> buffer)
    {
        if (buffer.IsEmpty)
            return;
        _hasBegun = true;
        PrefixLength = 0;
        _isInPrefix = MessagePrefix.MayBegin(buffer);
        if (_isInPrefix)
            BeginStruct();
    }

    private bool Scan(ref SequenceReader<byte> reader)
    {
        while (true)
        {
            if (_skip > 0 && !TrySkip(ref reader))
                return false;
            if (IsAtEnd)
            {
                if (!_isInPrefix)
                    return true;
                _isInPrefix = false;
                PrefixLength = Offset;
                Restart();
            }

            long before = reader.Consumed;
            if (!Step(ref reader))
                return false;
            Offset += reader.Consumed - before;
            CheckRoom(0);
        }
    }

    private bool TrySkip(ref SequenceReader<byte> reader)
    {
        long count = Math.Min(_skip, reader.Remaining);
        reader.Advance(count);
        Offset += count;
        _skip -= count;
        return _skip == 0;
    }
}
