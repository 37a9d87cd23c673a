using Thrift;
using Thrift.Processor;
using Thrift.Protocol;
using Thrift.Transport;
using Thrift.Transport.Client;

namespace Thriftscope.Benchmarks.Instrumented;

/// <summary>
/// A client's transport with the server at its other end: a flush has the request processed at once, on the same thread. What
/// is added to a call shows here without the network's noise.
/// </summary>
internal sealed class MemoryCallTransport : TEndpointTransport
{
    private readonly ITAsyncProcessor _processor;
    private readonly TMemoryBufferTransport _request = new(new TConfiguration());
    private readonly TMemoryBufferTransport _reply = new(new TConfiguration());
    private readonly TProtocol _serverInput;
    private readonly TProtocol _serverOutput;

    public MemoryCallTransport(ITAsyncProcessor processor)
        : base(new TConfiguration())
    {
        _processor = processor;
        _serverInput = new TBinaryProtocol(_request);
        _serverOutput = new TBinaryProtocol(_reply);
    }

    public override bool IsOpen => true;

    public override Task OpenAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public override void Close()
    {
    }

    public override ValueTask<int> ReadAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken) =>
        _reply.ReadAsync(buffer, offset, length, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken) =>
        _request.WriteAsync(buffer, offset, length, cancellationToken);

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        _request.Position = 0;
        _reply.SetLength(0);
        _ = await _processor.ProcessAsync(_serverInput, _serverOutput, cancellationToken);
        _request.SetLength(0);
        _reply.Position = 0;
    }

    protected override void Dispose(bool disposing)
    {
        _request.Dispose();
        _reply.Dispose();
    }
}
