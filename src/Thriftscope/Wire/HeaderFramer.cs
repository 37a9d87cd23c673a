using System.Buffers;
using System.Buffers.Binary;
using Thriftscope.Telemetry;

namespace Thriftscope.Wire;

/// <summary>Messages in frames with headers: THeader's and TTHeader's. Protocol and compression may differ from message to message.</summary>
internal sealed class HeaderFramer(ThriftTransport transport, ThriftLimits limits) : MessageFramer
{
    // With which messages of the strict binary and of the compact protocol begin.
    private const byte StrictMark = 0x80;
    private const byte CompactMark = 0x82;

    private readonly HeaderFormat _format = FormatOf(transport)!;
    private readonly IncomingHeaders _incoming = new();
    private readonly MessageBuffer _inflated = new();

    // Taken by the message that has headers.
    private ThriftHeaders _headers = [];

    /// <summary>The format of the frames; <see langword="null"/> where frames have no headers.</summary>
    public static HeaderFormat? FormatOf(ThriftTransport transport) => transport switch
    {
        ThriftTransport.Header => HeaderFormat.Header,
        ThriftTransport.TTHeader => HeaderFormat.TTHeader,
        _ => null,
    };

    public override bool TryRead(ref ReadOnlySequence<byte> buffer, out WireMessage message)
    {
        message = default;
        _inflated.Clear();
        ReadOnlySequence<byte> start = buffer;
        if (!FramedFramer.TryReadFrame(ref buffer, limits, out ReadOnlySequence<byte> frame))
        {
            // What is wrong with the first bytes is said at once, and not when the frame has come.
            if (start.Length >= sizeof(int) + FramePrefix.Size)
                _ = ReadPrefix(start.Slice(sizeof(int)), FramedFramer.ReadLength(start));
            return false;
        }

        if (frame.Length < FramePrefix.Size)
            throw ThriftProtocolException.Truncated(FramePrefix.Size, frame.Length, sizeof(int));
        FramePrefix prefix = ReadPrefix(frame, (int)frame.Length);
        BlockInfo info = ReadBlock(frame.Slice(FramePrefix.Size, prefix.BlockSize));
        ReadOnlySequence<byte> body = Payload(frame.Slice(FramePrefix.Size + prefix.BlockSize), info);
        message = new WireMessage
        {
            Body = body,
            Size = sizeof(int) + frame.Length,
            Format = new WireFormat(transport, ProtocolOf(info), IsStrict: body.IsEmpty || body.FirstSpan[0] != 0, info.IsCompressed),
            Headers = TakeHeaders(),
            SequenceId = prefix.SequenceId,
        };
        return true;
    }

    public override void Release() => _inflated.Dispose();

    private static ThriftProtocol ProtocolOf(BlockInfo info) => info.Protocol == HeaderProtocol.Compact ? ThriftProtocol.Compact : ThriftProtocol.Binary;

    private static ThriftProtocolException Error(HeaderProblem problem)
    {
        ThriftProtocolError error = problem.Fault switch
        {
            HeaderFault.Truncated => ThriftProtocolError.Truncated,
            HeaderFault.TooLarge => ThriftProtocolError.SizeLimit,
            _ => ThriftProtocolError.InvalidData,
        };
        return new ThriftProtocolException(error, problem.Message, sizeof(int) + problem.Offset);
    }

    private FramePrefix ReadPrefix(in ReadOnlySequence<byte> frame, int frameLength)
    {
        Span<byte> bytes = stackalloc byte[FramePrefix.Size];
        frame.Slice(0, FramePrefix.Size).CopyTo(bytes);
        return FramePrefix.TryRead(bytes, _format, frameLength, out FramePrefix prefix) is { } problem ? throw Error(problem) : prefix;
    }

    private BlockInfo ReadBlock(in ReadOnlySequence<byte> block)
    {
        // What a message before this one left when it failed.
        _headers.Clear();
        _incoming.Begin(_headers);
        HeaderProblem? problem;
        BlockInfo info;
        if (block.IsSingleSegment)
        {
            problem = _format.TryRead(block.FirstSpan, _incoming, out info);
        }
        else
        {
            byte[] copy = ArrayPool<byte>.Shared.Rent((int)block.Length);
            block.CopyTo(copy);
            problem = _format.TryRead(copy.AsSpan(0, (int)block.Length), _incoming, out info);
            ArrayPool<byte>.Shared.Return(copy);
        }

        if (problem is { } found)
            throw Error(found);
        _incoming.End();
        return info;
    }

    private ReadOnlySequence<byte> Payload(in ReadOnlySequence<byte> payload, BlockInfo info)
    {
        ReadOnlySequence<byte> body = payload;
        if (info.IsCompressed)
        {
            ZlibTransform.Inflate(payload, limits.MaxFrameSize, _inflated);
            body = new ReadOnlySequence<byte>(_inflated.Written);
        }

        // Kitex's transport "TTHeaderFramed" has a frame within the frame.
        return transport == ThriftTransport.TTHeader && IsFrame(body) ? body.Slice(sizeof(int)) : body;
    }

    private static bool IsFrame(in ReadOnlySequence<byte> body)
    {
        if (body.Length <= sizeof(int))
            return false;
        Span<byte> head = stackalloc byte[sizeof(int) + 1];
        body.Slice(0, head.Length).CopyTo(head);
        return BinaryPrimitives.ReadInt32BigEndian(head) == body.Length - sizeof(int) && head[^1] is StrictMark or CompactMark;
    }

    private ThriftHeaders? TakeHeaders()
    {
        if (_headers.Count == 0)
            return null;
        ThriftHeaders taken = _headers;
        _headers = [];
        return taken;
    }
}
