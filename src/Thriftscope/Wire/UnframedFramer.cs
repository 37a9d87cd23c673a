using System.Buffers;

namespace Thriftscope.Wire;

/// <summary>Messages one behind the other: the end of each is found by scanning it.</summary>
internal sealed class UnframedFramer(WireFormat format, ThriftLimits limits) : MessageFramer
{
    private readonly IMessageScanner _scanner = format.Protocol switch
    {
        ThriftProtocol.Binary => new BinaryScanner(limits),
        ThriftProtocol.Compact => new CompactScanner(limits),
        ThriftProtocol.Json => new JsonScanner(limits),
        _ => new ThriftPyJsonScanner(limits),
    };

    private bool _hasBegun;

    public override bool ExpectsPrefix
    {
        get;
        set
        {
            field = value;
            if (_scanner is ValueScanner scanner)
                scanner.ExpectsPrefix = value;
        }
    }

    public override bool TryRead(ref ReadOnlySequence<byte> buffer, out WireMessage message)
    {
        message = default;
        // The line end behind a message that was typed or piped is not the beginning of another.
        if (!_hasBegun && format.Protocol == ThriftProtocol.Json)
            SkipWhitespace(ref buffer);
        _hasBegun = !buffer.IsEmpty;
        if (!_hasBegun || !_scanner.TryFindEnd(buffer, out long size))
            return false;
        _hasBegun = false;
        message = ExpectsPrefix && _scanner is ValueScanner { PrefixLength: > 0 and var prefix }
            ? new WireMessage { Body = buffer.Slice(prefix, size - prefix), Prefix = buffer.Slice(0, prefix), Size = size, Format = format }
            : new WireMessage { Body = buffer.Slice(0, size), Size = size, Format = format };
        buffer = buffer.Slice(size);
        return true;
    }

    private static void SkipWhitespace(ref ReadOnlySequence<byte> buffer)
    {
        SequenceReader<byte> reader = new(buffer);
        _ = reader.AdvancePastAny(" \t\r\n"u8);
        buffer = reader.UnreadSequence;
    }
}
