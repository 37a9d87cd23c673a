namespace Thriftscope.AspNetCore.Requests;

/// <summary>Where the reply of a request goes: to a connection, or into the response of an HTTP request.</summary>
internal interface IReplyTarget
{
    /// <summary>Sends a reply, and waits until the peer's side has taken it.</summary>
    /// <param name="reply">The whole message as it lies on the wire.</param>
    /// <param name="headers">What goes beside it where the transport itself carries no headers in the message.</param>
    /// <returns>Whether the peer still takes replies.</returns>
    /// <exception cref="IOException">The peer has gone.</exception>
    ValueTask<bool> SendAsync(ReadOnlyMemory<byte> reply, ThriftHeaders? headers);
}
