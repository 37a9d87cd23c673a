using System.Buffers.Binary;
using Thrift;
using Thrift.Transport;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Headers;

/// <summary>The message that is being written, and the bytes of those that wait to be flushed.</summary>
internal sealed class OutgoingMessages
{
    private readonly MessageBytes _message = new();

    /// <summary>What the next flush sends.</summary>
    public MessageBytes Finished { get; } = new();

    /// <summary>Whether something has been written of a message that is not finished.</summary>
    public bool IsWithinMessage => _message.Length > 0;

    /// <summary>How the message that is being written is sent.</summary>
    public MessageFormat Format { get; private set; }

    /// <summary>How many bytes more the last finished message is on the wire than it has itself; fewer if it is compressed.</summary>
    public int Overhead { get; private set; }

    /// <summary>Begins a message. What there is of one that was not finished is left away: writing it has failed.</summary>
    public void Begin(MessageFormat format)
    {
        _message.Clear();
        Format = format;
    }

    public void Write(ReadOnlySpan<byte> bytes, TConfiguration limits)
    {
        if (bytes.Length > limits.MaxMessageSize - _message.Length)
            throw TooLarge($"A message is over the limit, MaxMessageSize, of {limits.MaxMessageSize} bytes");
        bytes.CopyTo(_message.Add(bytes.Length));
    }

    /// <summary>Finishes a message, if one has been written.</summary>
    public void Finish(in OutgoingHeaders headers, TConfiguration limits)
    {
        int size = _message.Length;
        if (size == 0)
            return;
        int before = Finished.Length;
        try
        {
            if (Format.ClientType == THeaderClientTypes.Header)
                WriteFrame(headers, limits);
            else if (Format.IsUnframed)
                _message.Left.CopyTo(Finished.Add(size));
            else
                _message.Left.CopyTo(BeginFrame(size, size, limits));
            Overhead = Finished.Length - before - size;
        }
        finally
        {
            _message.Clear();
        }
    }

    public void Clear()
    {
        _message.Clear();
        Finished.Clear();
    }

    private static TTransportException TooLarge(string message) => new(TTransportException.ExceptionType.MessageSizeLimit, message);

    private void WriteFrame(in OutgoingHeaders headers, TConfiguration limits)
    {
        if (headers.Count > HeaderLimits.MaxHeaders)
            throw TooLarge($"{headers.Count} headers are over the limit of {HeaderLimits.MaxHeaders}");
        long blockSize = HeaderFormat.Header.SizeOf(Format.IsCompressed, headers);
        if (blockSize > HeaderLimits.MaxBlockSize)
            throw TooLarge($"A message's headers take {blockSize} bytes, and their limit is {HeaderLimits.MaxBlockSize}");
        ReadOnlySpan<byte> payload = Format.IsCompressed ? ZlibPayload.Deflate(_message.Left) : _message.Left;
        int head = FramePrefix.Size + (int)blockSize;
        Span<byte> frame = BeginFrame(head + (long)payload.Length, _message.Length, limits);
        new FramePrefix(Format.Flags, Format.SequenceId, (int)blockSize).Write(frame, HeaderFormat.Header);
        HeaderFormat.Header.Write(frame[FramePrefix.Size..head], new BlockInfo((HeaderProtocol)Format.Protocol, Format.IsCompressed), headers);
        payload.CopyTo(frame[head..]);
    }

    private Span<byte> BeginFrame(long size, int messageSize, TConfiguration limits)
    {
        if (size > limits.MaxFrameSize)
            throw TooLarge($"A message of {messageSize} bytes makes a frame of {size}, over the limit, MaxFrameSize, of {limits.MaxFrameSize}");
        Span<byte> bytes = Finished.Add(sizeof(int) + (int)size);
        BinaryPrimitives.WriteInt32BigEndian(bytes, (int)size);
        return bytes[sizeof(int)..];
    }
}
