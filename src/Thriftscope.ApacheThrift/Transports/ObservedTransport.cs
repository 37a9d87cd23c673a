using Thrift.Transport;
using Thriftscope.ApacheThrift.Connections;

namespace Thriftscope.ApacheThrift.Transports;

/// <summary>
/// Sits between a protocol and its transport: counts the bytes of messages, and sees flushes, which generated code asks of the
/// transport and not of the protocol.
/// </summary>
internal sealed class ObservedTransport(TTransport inner) : ForwardingTransport(inner)
{
    /// <summary>The connection that wants to know; none for one that a transport factory has made and no protocol uses yet.</summary>
    public Connection? Connection { get; set; }

    public long BytesRead { get; private set; }

    public long BytesWritten { get; private set; }

    public override ValueTask<int> ReadAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken) =>
        CountAsync(base.ReadAsync(buffer, offset, length, cancellationToken));

    public override ValueTask<int> ReadAllAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken)
    {
        // With a byte that was peeked at here, the base class reads the rest through ReadAsync, which counts.
        if (ApacheFields.HasPeekByte(this))
            return base.ReadAllAsync(buffer, offset, length, cancellationToken);
        BytesRead += length;
        ValueTask<int> read = base.ReadAllAsync(buffer, offset, length, cancellationToken);
        return Connection is { Clock.IsReceived: false } connection ? NoteAsync(read, connection.Clock) : read;
    }

    /// <summary>Reads the next byte, which the next read gets again.</summary>
    public async ValueTask<byte> PeekByteAsync(CancellationToken cancellationToken)
    {
        // Not by the library's own peek: that one misses a byte that a layer below, which a server has peeked at, still holds.
        byte[] peeked = ApacheFields.PeekBuffer(this);
        if (ApacheFields.HasPeekByte(this))
            return peeked[0];
        byte[] next = new byte[1];
        _ = await ReadAllAsync(next, 0, 1, cancellationToken).ConfigureAwait(false);
        peeked[0] = next[0];
        ApacheFields.HasPeekByte(this) = true;
        return next[0];
    }

    public override Task WriteAsync(byte[] buffer, CancellationToken cancellationToken)
    {
        BytesWritten += buffer.Length;
        return base.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int length)
    {
        BytesWritten += length;
        return base.WriteAsync(buffer, offset, length);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken)
    {
        BytesWritten += length;
        return base.WriteAsync(buffer, offset, length, cancellationToken);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        Connection is { Outgoing: { } exchange } && exchange.Writer == this ? exchange.FlushAsync(InnerTransport, cancellationToken) : base.FlushAsync(cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Connection?.TransportDisposed?.Invoke();
        base.Dispose(disposing);
    }

    private static async ValueTask<int> NoteAsync(ValueTask<int> read, MessageClock clock)
    {
        int count = await read.ConfigureAwait(false);
        clock.NoteReceived();
        return count;
    }

    private async ValueTask<int> CountAsync(ValueTask<int> read)
    {
        int count = await read.ConfigureAwait(false);
        BytesRead += count;
        if (count > 0)
            Connection?.Clock.NoteReceived();
        return count;
    }
}
