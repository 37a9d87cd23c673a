using System.Buffers;

namespace Thriftscope.Wire;

/// <summary>One whole message, cut off a connection.</summary>
internal readonly struct WireMessage
{
    /// <summary>The message itself. It is valid until the next one is read.</summary>
    public required ReadOnlySequence<byte> Body { get; init; }

    /// <summary>The struct before the message, on a connection whose messages may have one; empty when there is none.</summary>
    public ReadOnlySequence<byte> Prefix { get; init; }

    /// <summary>Its bytes on the wire, with what is around it.</summary>
    public required long Size { get; init; }

    /// <summary>How it lay on the wire.</summary>
    public required WireFormat Format { get; init; }

    /// <summary>The headers that came with it; <see langword="null"/> where the transport has none.</summary>
    public ThriftHeaders? Headers { get; init; }

    /// <summary>The sequence id of a transport that has one of its own: it is what the reply must repeat.</summary>
    public int? SequenceId { get; init; }
}
