using Thrift.Transport;

namespace Thriftscope.ApacheThrift.Transports;

/// <summary>A layer that passes everything on.</summary>
internal abstract class ForwardingTransport(TTransport inner) : TLayeredTransport(inner)
{
    public override bool IsOpen => InnerTransport.IsOpen;

    public override Task OpenAsync(CancellationToken cancellationToken = default) => InnerTransport.OpenAsync(cancellationToken);

    public override void Close() => InnerTransport.Close();

    public override ValueTask<int> ReadAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken) =>
        InnerTransport.ReadAsync(buffer, offset, length, cancellationToken);

    // A byte that was peeked at is kept by the transport that was asked: this one, or the one below.
    public override ValueTask<int> ReadAllAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken) =>
        ApacheFields.HasPeekByte(this)
            ? base.ReadAllAsync(buffer, offset, length, cancellationToken)
            : InnerTransport.ReadAllAsync(buffer, offset, length, cancellationToken);

    public override Task WriteAsync(byte[] buffer, CancellationToken cancellationToken) => InnerTransport.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int length) => InnerTransport.WriteAsync(buffer, offset, length);

    public override Task WriteAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken) =>
        InnerTransport.WriteAsync(buffer, offset, length, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => InnerTransport.FlushAsync(cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            InnerTransport.Dispose();
    }
}
