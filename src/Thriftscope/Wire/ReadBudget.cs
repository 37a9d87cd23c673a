namespace Thriftscope.Wire;

/// <summary>What a reader may still read: its limits, and how deep it is.</summary>
internal struct ReadBudget(ThriftLimits? limits)
{
    private readonly ThriftLimits _limits = limits ?? ThriftLimits.Default;
    private int _depth;
    private int _structs;
    private int _containers;

    public readonly ThriftLimits Limits => _limits;

    public void EnterStruct(long offset)
    {
        if (++_structs > _limits.MaxStructs)
            throw ThriftProtocolException.TooManyStructs(_limits.MaxStructs, offset);
        Enter(offset);
    }

    public void EnterContainer(long offset)
    {
        if (++_containers > _limits.MaxContainers)
            throw ThriftProtocolException.TooManyContainers(_limits.MaxContainers, offset);
        Enter(offset);
    }

    public void Leave() => _depth--;

    public readonly int CheckLength(int length, long remaining, long offset)
    {
        if (length < 0)
            throw ThriftProtocolException.NegativeSize(length, offset);
        if (length > _limits.MaxStringLength)
            throw ThriftProtocolException.StringTooLong(length, _limits.MaxStringLength, offset);
        if (length > remaining)
            throw ThriftProtocolException.Truncated(length, remaining, offset);
        return length;
    }

    /// <param name="count">The announced number of elements or entries.</param>
    /// <param name="minimumSize">The fewest bytes that one of them takes.</param>
    /// <param name="remaining">The bytes that are there.</param>
    /// <param name="offset">Where the count stood.</param>
    public readonly int CheckCount(int count, int minimumSize, long remaining, long offset)
    {
        if (count < 0)
            throw ThriftProtocolException.NegativeSize(count, offset);
        if (count > _limits.MaxContainerSize)
            throw ThriftProtocolException.ContainerTooLarge(count, _limits.MaxContainerSize, offset);
        if ((long)count * minimumSize > remaining)
            throw ThriftProtocolException.Truncated((long)count * minimumSize, remaining, offset);
        return count;
    }

    private void Enter(long offset)
    {
        if (++_depth > _limits.MaxDepth)
            throw ThriftProtocolException.TooDeep(_limits.MaxDepth, offset);
    }
}
