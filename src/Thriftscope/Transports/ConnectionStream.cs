namespace Thriftscope.Transports;

/// <summary>A layer between messages and a connection: bytes in both directions, asynchronous only. One may read while another writes.</summary>
internal abstract class ConnectionStream : Stream
{
    private const string Asynchronous = "A connection is read and written asynchronously.";

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    public abstract override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default);

    public abstract override Task FlushAsync(CancellationToken cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException(Asynchronous);

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException(Asynchronous);

    public override void Flush() => throw new NotSupportedException(Asynchronous);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
