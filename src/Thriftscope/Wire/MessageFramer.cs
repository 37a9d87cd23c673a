using System.Buffers;

namespace Thriftscope.Wire;

/// <summary>Cuts the bytes of one connection into whole messages.</summary>
internal abstract class MessageFramer : IDisposable
{
    public static MessageFramer Create(WireFormat format, ThriftLimits limits) => format.Transport switch
    {
        ThriftTransport.Unframed => new UnframedFramer(format, limits),
        ThriftTransport.Framed => new FramedFramer(format, limits),
        ThriftTransport.Header or ThriftTransport.TTHeader => new HeaderFramer(format.Transport, limits),
        _ => throw new NotSupportedException($"Messages are not cut out of {format.Transport} here."),
    };

    /// <summary>
    /// Whether a struct may stand before each message, in the protocol of the connection: of a binary message in its strict form and of a
    /// compact one it is told by the first byte that none does. It is for <see cref="CarriesPrefix"/> only, and changes between messages.
    /// </summary>
    public virtual bool ExpectsPrefix { get; set; }

    /// <summary>Whether a struct can stand before a message of this format.</summary>
    public static bool CarriesPrefix(WireFormat format) => format is
    {
        Transport: ThriftTransport.Unframed or ThriftTransport.Framed,
        Protocol: ThriftProtocol.Binary or ThriftProtocol.Compact,
    };

    /// <summary>Cuts the first message off, if it is complete.</summary>
    /// <param name="buffer">The bytes that are there, beginning with a message; left as the bytes behind it.</param>
    /// <param name="message">The message.</param>
    /// <exception cref="ThriftProtocolException">The bytes are no message, or one over the limits.</exception>
    public abstract bool TryRead(ref ReadOnlySequence<byte> buffer, out WireMessage message);

    /// <summary>Ends the use of the framer, and of the last message.</summary>
    public void Dispose() => Release();

    /// <summary>Frees what the last message needed: a connection that waits for the next holds nothing.</summary>
    public virtual void Release()
    {
    }
}
