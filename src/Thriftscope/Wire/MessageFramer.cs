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
