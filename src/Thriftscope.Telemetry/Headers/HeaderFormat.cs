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

    /// <summary>The name of its headers as a carrier of the trace context.</summary>
    public abstract string Dialect { get; }

    /// <summary>The first two bytes behind a frame's length.</summary>
    public abstract ushort Magic { get; }

    /// <summary>What stands before the propagator's key in the key of a header.</summary>
    public abstract string ContextPrefix { get; }

    /// <summary>Reads a header block.</summary>
    /// <param name="block">The whole block.</param>
    /// <param name="headers">Where the headers go.</param>
    /// <param name="info">What else the block says.</param>
    /// <returns>The problem, if there is one.</returns>
    public abstract HeaderProblem? TryRead(ReadOnlySpan<byte> block, IncomingHeaders headers, out BlockInfo info);

    /// <summary>The size of a block with these headers, padding included.</summary>
    public abstract long SizeOf(bool isCompressed, in OutgoingHeaders headers);

    /// <summary>Writes a header block.</summary>
    /// <param name="block">Exactly as many bytes as <see cref="SizeOf"/> says.</param>
    /// <param name="info">What the block says besides its headers.</param>
    /// <param name="headers">The headers.</param>
    public abstract void Write(Span<byte> block, BlockInfo info, in OutgoingHeaders headers);

    // As Python, Go and Kitex write it. C++ adds four bytes where nothing is missing; every reader takes both.
    protected static long Padded(long size) => (size + 3) & ~3L;

    protected HeaderProblem? CheckProtocol(uint protocol, int offset) => protocol is (uint)HeaderProtocol.Binary or (uint)HeaderProtocol.Compact
        ? null
        : new(HeaderFault.Invalid, $"The {Name} frame holds a message of protocol {protocol}; expected 0 (binary) or 2 (compact)", offset);

    protected HeaderProblem? CheckTransform(uint transform, int index, int offset)
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
