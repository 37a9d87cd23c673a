using Thrift.Transport;
using Thriftscope.ApacheThrift.Headers;

namespace Thriftscope.ApacheThrift;

/// <summary>Makes the <see cref="THeaderTransport"/> of a connection, the same one for input and for output.</summary>
/// <param name="options">How requests are written, and what is read.</param>
public sealed class THeaderTransportFactory(THeaderOptions? options = null) : TTransportFactory
{
    /// <summary>
    /// The connection's transport: made when it is asked for first, and the same from then on until it is disposed of. Where the server
    /// has this factory, a processor factory, which is asked before, can give it to the handler of the connection.
    /// </summary>
    /// <param name="trans">The connection's socket, or a transport above it. One that is a <see cref="THeaderTransport"/> is taken as it is.</param>
    public override THeaderTransport GetTransport(TTransport trans) => SharedTransports.Of(trans, options);
}
