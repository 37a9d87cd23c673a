namespace Thriftscope.ApacheThrift;

/// <summary>The ways in which a peer may send its messages to a <see cref="THeaderTransport"/>, which answers in the same way.</summary>
[Flags]
public enum THeaderClientTypes
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary>THeader's frames, with headers.</summary>
    Header = 1,

    /// <summary>The binary protocol in frames, as of <c>TFramedTransport</c>.</summary>
    FramedBinary = 1 << 1,

    /// <summary>The binary protocol without frames.</summary>
    UnframedBinary = 1 << 2,

    /// <summary>The compact protocol in frames, as of <c>TFramedTransport</c>.</summary>
    FramedCompact = 1 << 3,

    /// <summary>The compact protocol without frames.</summary>
    UnframedCompact = 1 << 4,

    /// <summary>All of them.</summary>
    All = Header | FramedBinary | UnframedBinary | FramedCompact | UnframedCompact,
}
