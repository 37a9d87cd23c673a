using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thrift.Transport;
using Thriftscope.ApacheThrift.Headers;

namespace Thriftscope.ApacheThrift;

/// <summary>
/// Apache Thrift's THeader: frames that carry headers beside the message, which may be compressed. As a server it also reads what
/// clients without THeader send, framed or not, in the binary or compact protocol, and answers each in its own way. Use it with a
/// <see cref="THeaderProtocol"/> on top; https://github.com/apache/thrift/blob/master/doc/specs/HeaderFormat.md tells of the format.
/// </summary>
/// <remarks>As of all of Apache's transports, one caller at a time may use it.</remarks>
public sealed partial class THeaderTransport : TLayeredTransport
{
    private readonly THeaderOptions _options;
    private readonly OutgoingMessages _outgoing = new();
    private IncomingMessage _incoming;
    private MessageFormat? _request;
    private long _unframedRead;
    private bool _isAhead;
    private bool _isReading;

    /// <summary>Puts a transport of headers on another one. A server needs a factory: it reads and writes with one and the same.</summary>
    /// <param name="transport">The connection's socket, or a buffered transport on it. Its configuration has the limits of frames and messages.</param>
    /// <param name="options">How requests are written, and what is read.</param>
    public THeaderTransport(TTransport transport, THeaderOptions? options = null)
        : base(transport)
    {
        _options = options ?? new THeaderOptions();
        _incoming = new IncomingMessage(_options.AllowedClientTypes);
        UseZlib = _options.UseZlib;
        _outgoing.Begin(RequestFormat(0));
    }

    /// <summary>Whether requests are compressed with zlib, from the next one on. Replies are if their request was.</summary>
    public bool UseZlib { get; set; }

    /// <summary>How the last message has come; <see cref="THeaderClientTypes.None"/> before the first.</summary>
    public THeaderClientTypes ClientType => _incoming.Format.ClientType;

    /// <inheritdoc/>
    public override bool IsOpen => !IsDisposed && InnerTransport.IsOpen;

    internal bool IsDisposed { get; private set; }

    /// <summary>How the request that is being answered came, or how those that are sent are written.</summary>
    internal MessageFormat CallFormat => _request ?? RequestFormat(0);

    /// <summary>Why what came last is no message, if it is none.</summary>
    internal TProtocolException? Refusal { get; private set; }

    /// <summary>The bytes by which the last message was larger on the wire than for its protocol.</summary>
    internal int ReadOverhead => _incoming.Overhead;

    /// <summary>The same for the message that was finished last.</summary>
    internal int WriteOverhead => _outgoing.Overhead;

    /// <inheritdoc/>
    public override Task OpenAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        // Another connection knows nothing of what came over the one before.
        _incoming = new IncomingMessage(_options.AllowedClientTypes);
        _outgoing.Clear();
        _request = null;
        _isAhead = _isReading = false;
        return InnerTransport.OpenAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Close() => InnerTransport.Close();

    /// <summary>
    /// Reads bytes of the message that has come. Between two messages it waits for the next one, and reads all of it if it is in a frame.
    /// </summary>
    /// <param name="buffer">Where they go.</param>
    /// <param name="offset">Where in there.</param>
    /// <param name="length">How many there may be.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many there were.</returns>
    /// <exception cref="TTransportException">The connection is closed, or the message goes on behind the end of its frame.</exception>
    /// <exception cref="TProtocolException">What comes is not a message of a kind that is allowed, or over a limit.</exception>
    public override async ValueTask<int> ReadAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken)
    {
        ThrowIfNotOpen();
        if (length == 0)
            return 0;
        if (_incoming.Bytes.Length > 0)
            return _incoming.Bytes.Take(buffer.AsSpan(offset, length));
        if (_incoming.Format.IsUnframed && (_isReading || _isAhead))
            return await ReadUnframedAsync(buffer, offset, length, cancellationToken).ConfigureAwait(false);
        // Waiting for the next frame would be waiting for what never comes.
        if (_isReading)
            throw new TTransportException(TTransportException.ExceptionType.EndOfFile, "The message goes on behind the end of its frame");
        await ReadAheadAsync(cancellationToken).ConfigureAwait(false);
        return _incoming.Bytes.Take(buffer.AsSpan(offset, length));
    }

    /// <summary>Checks that something that is announced can still come, before memory is taken for it.</summary>
    /// <param name="numBytes">How many bytes it has at least.</param>
    /// <exception cref="TTransportException">There are fewer left in the frame, or the message would be over the limit.</exception>
    public override void CheckReadBytesAvailable(long numBytes)
    {
        long left = _incoming.Bytes.Length;
        if (_incoming.Format.IsUnframed)
            left += Configuration.MaxMessageSize - _unframedRead;
        if (numBytes < 0 || numBytes > left)
        {
            throw new TTransportException(
                TTransportException.ExceptionType.MessageSizeLimit, $"{numBytes} bytes are announced, and the message has room for {left}");
        }
    }

    /// <summary>Writes bytes of the next message, which are kept until they are flushed.</summary>
    /// <param name="buffer">Where they are.</param>
    /// <param name="offset">Where in there.</param>
    /// <param name="length">How many there are.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TTransportException">The message is over the limit of <c>MaxMessageSize</c>.</exception>
    public override Task WriteAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken)
    {
        ThrowIfNotOpen();
        cancellationToken.ThrowIfCancellationRequested();
        _outgoing.Write(buffer.AsSpan(offset, length), Configuration);
        return Task.CompletedTask;
    }

    /// <summary>Sends the message that was written.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TTransportException">The connection is closed, or the message or its headers are over a limit.</exception>
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        ThrowIfNotOpen();
        // What no protocol of headers has written.
        if (_outgoing.IsWithinMessage)
            EndWriting();
        MessageBytes bytes = _outgoing.Finished;
        try
        {
            if (bytes.Length > 0)
                await InnerTransport.WriteAsync(bytes.Array, bytes.Position, bytes.Length, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            bytes.Clear();
        }

        await InnerTransport.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A message is about to be read by a protocol.</summary>
    /// <returns>The protocol that it has.</returns>
    internal async ValueTask<THeaderSubprotocol> BeginReadingAsync(CancellationToken cancellationToken)
    {
        ThrowIfNotOpen();
        // A server may have looked whether one comes.
        if (!_isAhead)
            await ReadAheadAsync(cancellationToken).ConfigureAwait(false);
        _isAhead = false;
        _isReading = true;
        return _incoming.Format.Protocol;
    }

    /// <summary>The message has turned out to be a request.</summary>
    internal void RequestArrived()
    {
        _request = _incoming.Format;
        // They were meant for a reply that was never written.
        ClearHeaders();
    }

    /// <summary>The message has been read.</summary>
    /// <exception cref="TProtocolException">There is more in its frame: perhaps another message, whose sender would wait for ever.</exception>
    internal void EndReading()
    {
        int left = _incoming.Bytes.Length;
        _isReading = _isAhead = false;
        _incoming.Bytes.Clear();
        if (left > 0 && !_incoming.Format.IsUnframed)
            throw new TProtocolException(TProtocolException.INVALID_DATA, $"A frame holds one message, and {left} more bytes stand behind this one");
    }

    /// <summary>A message is about to be written by a protocol.</summary>
    /// <returns>The protocol that it is to have.</returns>
    internal THeaderSubprotocol BeginWriting(TMessage message)
    {
        bool isReply = message.Type is TMessageType.Reply or TMessageType.Exception;
        _outgoing.Begin(isReply && _request is { } request ? request : RequestFormat(message.SeqID));
        _context = null;
        // What a message that fails has is not the next one's.
        _ofMessage = new(_headers, StringComparer.OrdinalIgnoreCase);
        _headers.Clear();
        return _outgoing.Format.Protocol;
    }

    /// <summary>The message has been written, and so its headers are known.</summary>
    internal void EndWriting()
    {
        try
        {
            _outgoing.Finish(new(HeadersToWrite(), _context, ""), Configuration);
        }
        finally
        {
            ClearHeaders();
            _ofMessage = null;
            _context = null;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !IsDisposed)
            InnerTransport.Dispose();
        IsDisposed = true;
    }

    private MessageFormat RequestFormat(int sequenceId) => new(THeaderClientTypes.Header, _options.Protocol, UseZlib, sequenceId);

    private void ThrowIfNotOpen()
    {
        if (!IsOpen)
            throw new TTransportException(TTransportException.ExceptionType.NotOpen, "The transport is not open");
    }

    private async ValueTask ReadAheadAsync(CancellationToken cancellationToken)
    {
        _isReading = false;
        try
        {
            await _incoming.ReadAsync(InnerTransport, cancellationToken).ConfigureAwait(false);
        }
        catch (TProtocolException e)
        {
            Refusal = e;
            throw;
        }

        _unframedRead = _incoming.Bytes.Length;
        _isAhead = true;
    }

    private async ValueTask<int> ReadUnframedAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken)
    {
        if (length > Configuration.MaxMessageSize - _unframedRead)
            throw new TTransportException(TTransportException.ExceptionType.MessageSizeLimit, $"A message is over the limit, MaxMessageSize, of {Configuration.MaxMessageSize} bytes");
        int read = await InnerTransport.ReadAsync(buffer, offset, length, cancellationToken).ConfigureAwait(false);
        _unframedRead += read;
        return read;
    }
}
