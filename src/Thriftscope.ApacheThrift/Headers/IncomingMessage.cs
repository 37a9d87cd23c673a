using System.Buffers.Binary;
using Thrift;
using Thrift.Protocol;
using Thrift.Transport;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Headers;

/// <summary>The message that has come last, or, where there are no frames, its beginning.</summary>
internal sealed class IncomingMessage(THeaderClientTypes allowed)
{
    private const int WordSize = sizeof(uint);

    private readonly Dictionary<string, string> _none = new(StringComparer.OrdinalIgnoreCase);
    private readonly IncomingHeaders _connection = new();
    private MessageBytes _frame = new();
    private MessageBytes _inflated = new();
    private Dictionary<string, string>? _headers;

    /// <summary>What of the message is not read yet. Without frames, more of it is to come.</summary>
    public MessageBytes Bytes => _frame;

    public MessageFormat Format { get; private set; }

    public Dictionary<string, string> Headers => _headers ?? _none;

    /// <summary>How many bytes more it was on the wire than the message has itself; fewer if it was compressed.</summary>
    public int Overhead { get; private set; }

    /// <summary>Reads the beginning of the next message, or all of it where there are frames.</summary>
    /// <exception cref="TTransportException">The connection is closed, or was lost.</exception>
    /// <exception cref="TProtocolException">What comes is not a message of a kind that is allowed.</exception>
    public async ValueTask ReadAsync(TTransport source, CancellationToken cancellationToken)
    {
        _frame.Clear();
        source.ResetMessageSizeAndConsumedBytes();
        await _frame.ReadAsync(source, WordSize, cancellationToken).ConfigureAwait(false);
        // A server waits for the next request while someone may still look at the last one.
        _headers = null;
        Overhead = 0;
        uint word = BinaryPrimitives.ReadUInt32BigEndian(_frame.Left);
        if (MessageFormat.Detect(word, isFramed: false) is { } unframed)
        {
            Accept(unframed);
            return;
        }

        _frame.Clear();
        int size = CheckedSize((int)word, source.Configuration);
        await _frame.ReadAsync(source, size, cancellationToken).ConfigureAwait(false);
        try
        {
            ReadFrame(source.Configuration);
        }
        catch
        {
            // Nothing of it is a message.
            _frame.Clear();
            throw;
        }

        Overhead = WordSize + size - _frame.Length;
    }

    private static int CheckedSize(int size, TConfiguration limits)
    {
        if (size < 0)
            throw new TProtocolException(TProtocolException.BAD_VERSION, $"Neither a message of the binary or compact protocol nor a frame begins with 0x{size:X8}");
        if (size < WordSize)
            throw new TProtocolException(TProtocolException.INVALID_DATA, $"A frame of {size} bytes can't hold a message");
        if (size > limits.MaxFrameSize)
            throw new TProtocolException(TProtocolException.SIZE_LIMIT, $"A frame of {size} bytes is over the limit, MaxFrameSize, of {limits.MaxFrameSize}");
        return size;
    }

    private static TProtocolException Error(HeaderProblem problem) => new(
        problem.Fault == HeaderFault.TooLarge ? TProtocolException.SIZE_LIMIT : TProtocolException.INVALID_DATA,
        $"{problem.Message} (at byte {problem.Offset} of the frame)");

    private void ReadFrame(TConfiguration limits)
    {
        uint word = BinaryPrimitives.ReadUInt32BigEndian(_frame.Left);
        if (word >> 16 == HeaderFormat.Header.Magic)
            ReadHeaders(limits.MaxMessageSize);
        else
            Accept(MessageFormat.Detect(word, isFramed: true) ?? throw new TProtocolException(TProtocolException.BAD_VERSION, $"No message that is known begins with 0x{word:X8}"));
        if (_frame.Length > limits.MaxMessageSize)
        {
            throw new TProtocolException(
                TProtocolException.SIZE_LIMIT, $"A message of {_frame.Length} bytes is over the limit, MaxMessageSize, of {limits.MaxMessageSize}");
        }

        if (_frame.Length == 0)
            throw new TProtocolException(TProtocolException.INVALID_DATA, "A frame holds headers, and no message");
    }

    private void ReadHeaders(int limit)
    {
        ReadOnlySpan<byte> frame = _frame.Left;
        if (frame.Length < FramePrefix.Size)
            throw new TProtocolException(TProtocolException.INVALID_DATA, $"A THeader frame of {frame.Length} bytes can't hold its first {FramePrefix.Size}");
        if (FramePrefix.TryRead(frame, HeaderFormat.Header, frame.Length, out FramePrefix prefix) is { } badPrefix)
            throw Error(badPrefix);
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        _connection.Begin(headers);
        if (HeaderFormat.Header.TryRead(frame.Slice(FramePrefix.Size, prefix.BlockSize), _connection, out BlockInfo info) is { } badBlock)
            throw Error(badBlock);
        _connection.End();
        Accept(new MessageFormat(
            THeaderClientTypes.Header, (THeaderSubprotocol)info.Protocol, info.IsCompressed, prefix.SequenceId, prefix.Flags));
        _frame.Skip(FramePrefix.Size + prefix.BlockSize);
        if (info.IsCompressed)
            Inflate(limit);
        _headers = headers;
    }

    private void Inflate(int limit)
    {
        _inflated.Clear();
        ZlibPayload.Inflate(_frame, limit, _inflated);
        _frame.Clear();
        (_frame, _inflated) = (_inflated, _frame);
    }

    private void Accept(MessageFormat format)
    {
        if ((format.ClientType & allowed) == 0)
        {
            _frame.Clear();
            throw new TProtocolException(TProtocolException.BAD_VERSION, $"A message of the client type {format.ClientType} has come; allowed here: {allowed}");
        }

        Format = format;
    }
}
