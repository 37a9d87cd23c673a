namespace Thriftscope.Telemetry;

/// <summary>
/// The two formats of frames with headers. Both have the same <see cref="FramePrefix"/>, then a header block of their own, padded to a
/// multiple of four bytes, then the message.
/// </summary>
internal abstract class HeaderFormat
{
    /// <summary>Apache's THeaderTransport; fbthrift, Envoy and Reddit's baseplate speak it too.</summary>
    public static HeaderFormat Header { get; } = new HeaderBlock();

    /// <summary>CloudWeGo's Kitex.</summary>
    public static HeaderFormat TTHeader { get; } = new TTHeaderBlock();

    /// <summary>The name in messages.</summary>
    public abstract string Name { get; }

    /// <summary>Its headers as a carrier of the trace context.</summary>
    public abstract ThriftContextDialect Dialect { get; }

    /// <summary>Its headers as a place where contexts are found.</summary>
    public abstract HeaderPlace Place { get; }

    /// <summary>The first two bytes behind a frame's length.</summary>
    public abstract ushort Magic { get; }

    /// <summary>What stands before the propagator's key in the key of a header.</summary>
    public abstract string ContextPrefix { get; }

    /// <summary>Reads a header block.</summary>
    /// <param name="block">The whole block.</param>
    /// <param name="headers">Where the headers go.</param>
    /// <param name="info">What else the block says.</param>
    /// <returns>The problem, if there is one.</returns>
    public HeaderProblem? TryRead(ReadOnlySpan<byte> block, IncomingHeaders headers, out BlockInfo info)
    {
        BlockReader reader = new(block);
        _ = TryReadInfo(ref reader, out info) && TryReadHeaders(ref reader, headers);
        return reader.Problem;
    }

    /// <summary>The size of a block with these headers, padding included.</summary>
    public abstract long SizeOf(bool isCompressed, in OutgoingHeaders headers);

    /// <summary>Writes a header block.</summary>
    /// <param name="block">Exactly as many bytes as <see cref="SizeOf"/> says.</param>
    /// <param name="info">What the block says besides its headers.</param>
    /// <param name="headers">The headers.</param>
    public abstract void Write(Span<byte> block, BlockInfo info, in OutgoingHeaders headers);

    /// <summary>Reads a number as the block has those of the protocol and of the transforms.</summary>
    protected abstract bool TryReadNumber(ref BlockReader reader, out uint number);

    /// <summary>Reads what stands behind the transforms.</summary>
    protected abstract bool TryReadHeaders(ref BlockReader reader, IncomingHeaders headers);

    // As Python, Go and Kitex write it. C++ adds four bytes where nothing is missing; every reader takes both.
    protected static long Padded(long size) => (size + 3) & ~3L;

    private bool TryReadInfo(ref BlockReader reader, out BlockInfo info)
    {
        info = default;
        int offset = reader.Offset;
        if (!TryReadNumber(ref reader, out uint protocol) || !reader.Check(CheckProtocol(protocol, offset)) || !TryReadNumber(ref reader, out uint transforms))
            return false;
        for (int i = 0; i < transforms; i++)
        {
            offset = reader.Offset;
            if (!TryReadNumber(ref reader, out uint transform) || !reader.Check(CheckTransform(transform, i, offset)))
                return false;
        }

        info = new BlockInfo((HeaderProtocol)protocol, transforms > 0);
        return true;
    }

    private HeaderProblem? CheckProtocol(uint protocol, int offset) => protocol is (uint)HeaderProtocol.Binary or (uint)HeaderProtocol.Compact
        ? null
        : new(HeaderFault.Invalid, $"The {Name} frame holds a message of protocol {protocol}; expected 0 (binary) or 2 (compact)", offset);

    private HeaderProblem? CheckTransform(uint transform, int index, int offset)
    {
        if (transform != BlockInfo.Zlib)
            return new(HeaderFault.Invalid, $"The {Name} frame is changed by transform {transform}; expected none or 1 (zlib)", offset);
        return index == 0 ? null : new(HeaderFault.Invalid, $"The {Name} frame is compressed more than once", offset);
    }
}

/// <summary>The protocols inside a frame with headers, with their numbers on the wire.</summary>
internal enum HeaderProtocol
{
    Binary = 0,
    Compact = 2,
}

/// <summary>What a header block says besides its headers.</summary>
/// <param name="Protocol">How the message is written.</param>
/// <param name="IsCompressed">Whether it is a zlib stream.</param>
internal readonly record struct BlockInfo(HeaderProtocol Protocol, bool IsCompressed)
{
    /// <summary>The number of the only transform that is known.</summary>
    public const int Zlib = 1;
}
