using Thriftscope.Telemetry;

namespace Thriftscope.Wire;

/// <summary>A frame with headers that is being written: begun before the message, ended behind it.</summary>
internal readonly struct HeaderFrame
{
    private readonly WireFormat _format;
    private readonly int _start;
    private readonly int _bodyStart;

    private HeaderFrame(WireFormat format, int start, int bodyStart)
    {
        _format = format;
        _start = start;
        _bodyStart = bodyStart;
    }

    /// <summary>Writes what stands before the message.</summary>
    /// <param name="buffer">Where it goes.</param>
    /// <param name="format">The transport, the protocol and the compression.</param>
    /// <param name="sequenceId">The number of the frame.</param>
    /// <param name="headers">The user's headers.</param>
    /// <param name="context">The trace context of a request.</param>
    /// <exception cref="ThriftValueException">The user's headers are too many or too long.</exception>
    public static HeaderFrame Begin(MessageBuffer buffer, WireFormat format, int sequenceId, ThriftHeaders? headers, ContextCarrier? context)
    {
        HeaderFormat layout = HeaderFramer.FormatOf(format.Transport)!;
        if (context is not null)
            ContextHeaders.Fit(context, headers, layout, CallInstruments.Shared.Dropped);
        OutgoingHeaders outgoing = new(headers, context, layout.ContextPrefix);
        int blockSize = CheckedSize(layout, format.IsCompressed, outgoing);

        int start = buffer.BeginFrame();
        new FramePrefix(Flags: 0, sequenceId, blockSize).Write(buffer.GetSpan(FramePrefix.Size), layout);
        buffer.Advance(FramePrefix.Size);
        BlockInfo info = new(ProtocolOf(format), format.IsCompressed);
        layout.Write(buffer.GetSpan(blockSize)[..blockSize], info, outgoing);
        buffer.Advance(blockSize);
        return new HeaderFrame(format, start, buffer.Length);
    }

    /// <summary>Compresses the message if it is to be, and writes the frame's length.</summary>
    /// <exception cref="ThriftProtocolException">The message is larger than its receiver may inflate.</exception>
    public void End(MessageBuffer buffer, ThriftLimits limits)
    {
        if (_format.IsCompressed)
        {
            int size = buffer.Length - _bodyStart;
            if (size > limits.MaxFrameSize)
                throw ThriftProtocolException.TooLarge($"message to compress of {size} bytes", limits.MaxFrameSize, nameof(ThriftLimits.MaxFrameSize), null);
            ZlibTransform.Deflate(buffer, _bodyStart);
        }

        buffer.EndFrame(_start);
    }

    private static HeaderProtocol ProtocolOf(WireFormat format) => format.Protocol switch
    {
        ThriftProtocol.Binary => HeaderProtocol.Binary,
        ThriftProtocol.Compact => HeaderProtocol.Compact,
        _ => throw new NotSupportedException($"The transport {WireNames.Of(format.Transport)} carries the protocols binary and compact, not {WireNames.Of(format.Protocol)}."),
    };

    private static int CheckedSize(HeaderFormat layout, bool isCompressed, in OutgoingHeaders headers)
    {
        if (headers.Count > HeaderLimits.MaxHeaders)
            throw new ThriftValueException($"{headers.Count} headers are more than the {HeaderLimits.MaxHeaders} that a message may have");
        long size = layout.SizeOf(isCompressed, headers);
        return size <= HeaderLimits.MaxBlockSize
            ? (int)size
            : throw new ThriftValueException($"the headers take {size} bytes; a {layout.Name} message has room for {HeaderLimits.MaxBlockSize}");
    }
}
