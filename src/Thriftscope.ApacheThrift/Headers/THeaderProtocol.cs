using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thrift.Transport;
using Thriftscope.ApacheThrift.Headers;

namespace Thriftscope.ApacheThrift;

/// <summary>
/// The protocol for a <see cref="THeaderTransport"/>: requests are written in the one that was chosen, messages read in the one that
/// they come in, and replies written in that of their request.
/// </summary>
public sealed partial class THeaderProtocol : TProtocol
{
    private readonly InnerProtocol _reader;
    private readonly InnerProtocol _writer;

    /// <summary>Makes a protocol for one direction of a connection, or for both.</summary>
    /// <param name="transport">
    /// The connection's <see cref="THeaderTransport"/>; or a transport that gets one, which all protocols on it share.
    /// </param>
    /// <param name="options">How requests are written, and what is read, where the transport is not a <see cref="THeaderTransport"/> yet.</param>
    public THeaderProtocol(TTransport transport, THeaderOptions? options = null)
        : base(WithHeaders(transport, options))
    {
        HeaderTransport = SharedTransports.Find(Trans)!;
        THeaderSubprotocol kind = HeaderTransport.CallFormat.Protocol;
        _reader = new InnerProtocol(kind, Trans);
        _writer = new InnerProtocol(kind, Trans);
    }

    /// <summary>The connection's transport, where its headers are read and set.</summary>
    public THeaderTransport HeaderTransport { get; }

    /// <inheritdoc/>
    public override Task WriteMessageBeginAsync(TMessage message, CancellationToken cancellationToken = default)
    {
        _writer.Begin(HeaderTransport.BeginWriting(message), Trans);
        return Writer.WriteMessageBeginAsync(message, cancellationToken);
    }

    /// <summary>Ends a message. Its frame is complete, and sent when the transport is flushed.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TTransportException">The message or its headers are over a limit: nothing of it is sent.</exception>
    public override async Task WriteMessageEndAsync(CancellationToken cancellationToken = default)
    {
        await Writer.WriteMessageEndAsync(cancellationToken).ConfigureAwait(false);
        _writer.End();
        HeaderTransport.EndWriting();
    }

    /// <summary>Waits for the next message, and begins to read it.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TTransportException">The connection is closed.</exception>
    /// <exception cref="TProtocolException">What comes is not a message of a kind that is allowed, or over a limit.</exception>
    public override async ValueTask<TMessage> ReadMessageBeginAsync(CancellationToken cancellationToken = default)
    {
        _reader.Begin(await HeaderTransport.BeginReadingAsync(cancellationToken).ConfigureAwait(false), Trans);
        TMessage message = await Reader.ReadMessageBeginAsync(cancellationToken).ConfigureAwait(false);
        if (message.Type is TMessageType.Call or TMessageType.Oneway)
            HeaderTransport.RequestArrived();
        return message;
    }

    /// <inheritdoc/>
    public override async Task ReadMessageEndAsync(CancellationToken cancellationToken = default)
    {
        await Reader.ReadMessageEndAsync(cancellationToken).ConfigureAwait(false);
        _reader.End();
        HeaderTransport.EndReading();
    }

    private static TTransport WithHeaders(TTransport transport, THeaderOptions? options)
    {
        ArgumentNullException.ThrowIfNull(transport);
        return SharedTransports.Find(transport) is null ? SharedTransports.Of(transport, options) : transport;
    }
}
