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

    public override bool TryRead(ref ReadOnlySequence<byte> buffer, out WireMessage message)
    {
        message = default;
        if (!_scanner.TryFindEnd(buffer, out long size))
            return false;
        message = new WireMessage { Body = buffer.Slice(0, size), Size = size, Format = format };
        buffer = buffer.Slice(size);
        return true;
    }
}
