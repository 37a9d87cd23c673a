using System.IO.Compression;
using Thriftscope.Wire;

namespace Thriftscope.Transports;

/// <summary>
/// Apache's TZlibTransport: each direction of a connection is one zlib stream. What is written goes out with the next flush, and
/// the peer can read all of it then. Reading inflates what is asked for and no more, so a peer that sends a bomb fills no memory but what the
/// reader gives; a message's size is the framer's to limit.
/// </summary>
internal sealed class ZlibDuplexStream : ConnectionStream
{
    private readonly Stream _input;
    private readonly OpenEnd _output;
    private readonly Half _reading;
    private readonly Half _writing;

    /// <summary>Puts the layer around a connection, which it owns.</summary>
    /// <param name="input">Where the peer's bytes come from.</param>
    /// <param name="output">Where bytes to the peer go; may be the same.</param>
    public ZlibDuplexStream(Stream input, Stream output)
    {
        _input = input;
        _output = new OpenEnd(output);
        _reading = new Half(new ZLibStream(input, CompressionMode.Decompress, leaveOpen: true));
        _writing = new Half(new ZLibStream(_output, CompressionLevel.Optimal, leaveOpen: true));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ZLibStream zlib = _reading.Enter();
        try
        {
            return await zlib.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (ZlibTransform.IsBadData(e))
        {
            throw new ThriftProtocolException(ThriftProtocolError.InvalidData, $"The connection's bytes are no zlib stream: {e.Message}");
        }
        finally
        {
            _reading.Exit();
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ZLibStream zlib = _writing.Enter();
        try
        {
            await zlib.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _writing.Exit();
        }
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        ZLibStream zlib = _writing.Enter();
        try
        {
            await zlib.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _writing.Exit();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // The end of the zlib stream is not sent, as Apache's transports do not: a peer that takes nothing more could hold us up.
            _output.Close();
            _input.Dispose();
            _reading.Close();
            _writing.Close();
        }

        base.Dispose(disposing);
    }

    /// <summary>
    /// One direction. zlib's memory must not be freed under a call that uses it: a connection that is closed meanwhile leaves
    /// that to the end of the call.
    /// </summary>
    private sealed class Half(ZLibStream zlib)
    {
        private const int Idle = 0;
        private const int InUse = 1;
        private const int Closed = 2;

        private int _state;

        public ZLibStream Enter()
        {
            int state = Interlocked.CompareExchange(ref _state, InUse, Idle);
            ObjectDisposedException.ThrowIf((state & Closed) != 0, typeof(ZlibDuplexStream));
            return state == Idle ? zlib : throw new InvalidOperationException("Each direction of a connection is used by one at a time.");
        }

        public void Exit()
        {
            if (Interlocked.And(ref _state, ~InUse) == (InUse | Closed))
                zlib.Dispose();
        }

        public void Close()
        {
            if (Interlocked.Or(ref _state, Closed) == Idle)
                zlib.Dispose();
        }
    }

    /// <summary>The connection's output until it is closed; after that, nowhere.</summary>
    private sealed class OpenEnd(Stream output) : ConnectionStream
    {
        private volatile bool _isClosed;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            _isClosed ? ValueTask.CompletedTask : output.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => _isClosed ? Task.CompletedTask : output.FlushAsync(cancellationToken);

        // Only the end of the zlib stream is written like this, when the connection is closed.
        public override void Write(byte[] buffer, int offset, int count)
        {
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public override void Close()
        {
            _isClosed = true;
            output.Dispose();
        }
    }
}
