using System.IO.Pipelines;

namespace Thriftscope.Tests.Transports;

/// <summary>The two ends of a connection in memory.</summary>
internal sealed class Connections
{
    private readonly Pipe _toServer = new();
    private readonly Pipe _toClient = new();

    public Connections()
    {
        Client = new End(_toClient.Reader.AsStream(), _toServer.Writer.AsStream());
        Server = new End(_toServer.Reader.AsStream(), _toClient.Writer.AsStream());
    }

    public End Client { get; }

    public End Server { get; }

    internal sealed record End(Stream Input, Stream Output)
    {
        /// <summary>Both directions as one stream, as a socket's is.</summary>
        public Stream Both { get; } = new Joined(Input, Output);

        /// <summary>Sends bytes and flushes them.</summary>
        public async Task SendAsync(params byte[] bytes)
        {
            await Output.WriteAsync(bytes);
            await Output.FlushAsync();
        }
    }

    private sealed class Joined(Stream input, Stream output) : Thriftscope.Transports.ConnectionStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => input.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => output.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

        protected override void Dispose(bool disposing)
        {
            input.Dispose();
            output.Dispose();
            base.Dispose(disposing);
        }
    }
}

/// <summary>Bounds what waits for another task: a bug is a failed test and not one that hangs.</summary>
internal static class InTimeExtensions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Patience);

    public static Task InTime(this Task task) => task.WaitAsync(Patience);

    public static Task<T> InTime<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(Patience);

    public static Task InTime(this ValueTask task) => task.AsTask().WaitAsync(Patience);
}
