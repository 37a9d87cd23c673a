using Thrift;
using Thrift.Transport;
using Thrift.Transport.Client;

namespace Thriftscope.ApacheThrift.Tests.Headers;

/// <summary>A connection in memory: its input ends where the bytes do.</summary>
internal sealed class Duplex(byte[] input, TConfiguration limits) : TEndpointTransport(limits)
{
    private int _position;

    public TMemoryBufferTransport Output { get; } = new(limits);

    /// <summary>The largest piece that was asked for.</summary>
    public int LargestRead { get; private set; }

    public override bool IsOpen => true;

    public override Task OpenAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public override void Close()
    {
    }

    public override ValueTask<int> ReadAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken)
    {
        LargestRead = Math.Max(LargestRead, length);
        int count = Math.Min(length, input.Length - _position);
        input.AsSpan(_position, count).CopyTo(buffer.AsSpan(offset));
        _position += count;
        return new(count);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken) =>
        Output.WriteAsync(buffer, offset, length, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override void Dispose(bool disposing)
    {
    }
}
