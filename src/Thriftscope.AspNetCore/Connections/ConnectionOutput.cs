using System.Diagnostics;
using System.IO.Pipelines;
using Thriftscope.AspNetCore.Requests;

namespace Thriftscope.AspNetCore.Connections;

/// <summary>The replies of one connection, one at a time.</summary>
internal sealed class ConnectionOutput(PipeWriter output, bool isShared) : IReplyTarget, IDisposable
{
    // So much is handed over at once: a client that reads a large reply slowly, but does read, is seen to.
    private const int PieceSize = 64 * 1024;

    // Only where several calls may end at the same time.
    private readonly SemaphoreSlim? _turn = isShared ? new(1) : null;
    private long _waitingSince;

    /// <summary>Whether the peer still takes replies.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>Since when a reply, or what is left of it, waits for the peer to read; 0 when none does.</summary>
    public long WaitingSince => Volatile.Read(ref _waitingSince);

    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> reply, ThriftHeaders? headers)
    {
        if (_turn is not null)
            await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            while (IsOpen && !reply.IsEmpty)
            {
                ReadOnlyMemory<byte> piece = reply[..Math.Min(PieceSize, reply.Length)];
                ValueTask<FlushResult> flush = output.WriteAsync(piece);
                if (!flush.IsCompleted)
                    Volatile.Write(ref _waitingSince, Stopwatch.GetTimestamp());
                IsOpen = !(await flush.ConfigureAwait(false)).IsCompleted;
                reply = reply[piece.Length..];
            }

            return IsOpen;
        }
        catch
        {
            IsOpen = false;
            throw;
        }
        finally
        {
            Volatile.Write(ref _waitingSince, 0);
            _ = _turn?.Release();
        }
    }

    public void Dispose() => _turn?.Dispose();
}
