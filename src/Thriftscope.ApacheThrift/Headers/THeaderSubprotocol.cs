namespace Thriftscope.ApacheThrift;

/// <summary>The protocols of the messages within THeader's frames, with their numbers on the wire.</summary>
public enum THeaderSubprotocol
{
    /// <summary>The binary protocol.</summary>
    Binary = 0,

    /// <summary>The compact protocol.</summary>
    Compact = 2,
}
