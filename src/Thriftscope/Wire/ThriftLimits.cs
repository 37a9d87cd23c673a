namespace Thriftscope.Wire;

/// <summary>
/// What a peer may make us read. Every announced size is checked against these, and against the bytes that are really there,
/// before memory is taken. The defaults are Apache Thrift's.
/// </summary>
public sealed record ThriftLimits
{
    /// <summary>The default limits.</summary>
    public static ThriftLimits Default { get; } = new();

    /// <summary>The most bytes of one message. Default: 100 MiB.</summary>
    public int MaxMessageSize { get; init => field = Positive(value); } = 100 * 1024 * 1024;

    /// <summary>The most bytes of one frame, without its length. Default: 16,384,000.</summary>
    public int MaxFrameSize { get; init => field = Positive(value); } = 16_384_000;

    /// <summary>How deep structs and containers may be nested. Default: 64.</summary>
    public int MaxDepth { get; init => field = Positive(value); } = 64;

    /// <summary>
    /// The most structs of one message. On the wire a struct may be a single byte, in memory it is far larger: this bounds what a
    /// message within its size may take. Default: 1,000,000.
    /// </summary>
    public int MaxStructs { get; init => field = Positive(value); } = 1_000_000;

    /// <summary>
    /// The most lists, sets and maps of one message, which are far larger in memory than on the wire too: an empty one may be a single byte.
    /// Default: 4,000,000.
    /// </summary>
    public int MaxContainers { get; init => field = Positive(value); } = 4_000_000;

    /// <summary>The most bytes of one string or binary. Default: only the message's size counts.</summary>
    public int MaxStringLength { get; init => field = Positive(value); } = int.MaxValue;

    /// <summary>The most elements of one list, set or map. Default: only the message's size counts.</summary>
    public int MaxContainerSize { get; init => field = Positive(value); } = int.MaxValue;

    private static int Positive(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        return value;
    }
}
