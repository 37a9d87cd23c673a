namespace Thriftscope.ApacheThrift.Headers;

/// <summary>How one message is sent: a reply takes it over from its request.</summary>
/// <param name="ClientType">One of the client types.</param>
/// <param name="Protocol">How the message is written.</param>
/// <param name="IsCompressed">Whether its frame holds it as a zlib stream.</param>
/// <param name="SequenceId">The frame's number, which need not be the message's.</param>
/// <param name="Flags">The frame's flags, which only the applications of single companies know.</param>
internal readonly record struct MessageFormat(
    THeaderClientTypes ClientType, THeaderSubprotocol Protocol, bool IsCompressed = false, int SequenceId = 0, ushort Flags = 0)
{
    public bool IsUnframed => (ClientType & (THeaderClientTypes.UnframedBinary | THeaderClientTypes.UnframedCompact)) != 0;

    /// <summary>The value of <c>thrift.protocol</c>.</summary>
    public string ProtocolName => Protocol == THeaderSubprotocol.Compact ? "compact" : "binary";

    /// <summary>The value of <c>thrift.transport</c>.</summary>
    public string TransportName => ClientType == THeaderClientTypes.Header ? "header" : IsUnframed ? "unframed" : "framed";

    /// <summary>Recognises a message without a header by its first four bytes.</summary>
    /// <param name="word">The four bytes.</param>
    /// <param name="isFramed">Whether they stand in a frame.</param>
    public static MessageFormat? Detect(uint word, bool isFramed)
    {
        // The binary protocol's version 1.
        if (word >> 16 == 0x8001)
            return new(isFramed ? THeaderClientTypes.FramedBinary : THeaderClientTypes.UnframedBinary, THeaderSubprotocol.Binary);
        // The compact protocol's mark, and its version in the lower five bits of the next byte.
        if (word >> 24 == 0x82 && (word >> 16 & 0x1F) == 1)
            return new(isFramed ? THeaderClientTypes.FramedCompact : THeaderClientTypes.UnframedCompact, THeaderSubprotocol.Compact);
        return null;
    }
}
