using Thrift.Protocol;
using Thrift.Transport;

namespace Thriftscope.ApacheThrift;

/// <summary>Makes protocols for <see cref="THeaderTransport"/>s. All those of one connection have the same one.</summary>
/// <param name="options">
/// How requests are written, and what is read, where the transport is not a <see cref="THeaderTransport"/> yet.
/// </param>
public sealed class THeaderProtocolFactory(THeaderOptions? options = null) : TProtocolFactory
{
    /// <summary>A protocol for one direction of a connection, or for both.</summary>
    /// <param name="trans">The connection's <see cref="THeaderTransport"/>, or what it is to be put on.</param>
    public override THeaderProtocol GetProtocol(TTransport trans) => new(trans, options);
}
