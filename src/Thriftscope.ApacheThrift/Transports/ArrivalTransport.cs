using Thrift.Transport;
using Thriftscope.ApacheThrift.Connections;

namespace Thriftscope.ApacheThrift.Transports;

/// <summary>
/// Sits below a transport that reads whole frames, to see when the first byte of a message comes. By the time that the protocol
/// sees one, the last has come as well.
/// </summary>
internal sealed class ArrivalTransport(TTransport inner, MessageClock clock) : ForwardingTransport(inner)
{
    public override ValueTask<int> ReadAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken)
    {
        ValueTask<int> read = base.ReadAsync(buffer, offset, length, cancellationToken);
        return clock.HasFirstByte ? read : NoteAsync(read);
    }

    public override ValueTask<int> ReadAllAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken)
    {
        clock.CountFrameRead();
        ValueTask<int> read = base.ReadAllAsync(buffer, offset, length, cancellationToken);
        return clock.HasFirstByte ? read : NoteAsync(read);
    }

    private async ValueTask<int> NoteAsync(ValueTask<int> read)
    {
        int count = await read.ConfigureAwait(false);
        if (count > 0)
            clock.NoteFirstByte();
        return count;
    }
}
