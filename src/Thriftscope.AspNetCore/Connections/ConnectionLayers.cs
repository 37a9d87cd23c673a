using System.IO.Pipelines;
using System.Security.Claims;
using Thriftscope.Transports;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore.Connections;

/// <summary>What lies between a connection and its messages: nothing, or a log-in and what it protects the data with, or zlib, or both.</summary>
internal sealed class ConnectionLayers(IDuplexPipe connection)
{
    private readonly Stack<Stream> _streams = new();
    private volatile IDuplexPipe _pipe = connection;
    private volatile SaslStream? _sasl;

    public PipeReader Input => _pipe.Input;

    public PipeWriter Output => _pipe.Output;

    /// <summary>Since when the rest of something is awaited from the client that can't be seen above the layers; 0 when it is not so.</summary>
    public long ReadingSince => _sasl?.WaitingSince ?? 0;

    /// <summary>Lets the read that waits end without bytes.</summary>
    public void Wake() => _pipe.Input.CancelPendingRead();

    /// <summary>Waits until there are bytes, which are not consumed.</summary>
    /// <returns>Whether there are: else the connection has ended, or was woken for its end.</returns>
    public async Task<bool> WaitForBytesAsync(Func<bool> isEnding)
    {
        while (!isEnding())
        {
            ReadResult result = await Input.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            bool any = !result.Buffer.IsEmpty;
            Input.AdvanceTo(result.Buffer.Start);
            if (any || result.IsCompleted)
                return any;
        }

        return false;
    }

    /// <summary>Lets the client log in.</summary>
    /// <exception cref="ThriftTransportException">It is refused, or takes too long.</exception>
    public async Task<ClaimsPrincipal?> LogInAsync(ThriftServerOptions options, CancellationToken stopping)
    {
        (SaslStream stream, ClaimsPrincipal? user) = await SaslLogin.AcceptAsync(
            Input.AsStream(leaveOpen: true), Output.AsStream(leaveOpen: true), [.. options.SaslMechanisms], options.Limits, options.HandshakeTimeout, stopping).ConfigureAwait(false);
        _sasl = stream;
        Push(stream);
        return user;
    }

    /// <summary>Goes through zlib from here on, if the client does.</summary>
    /// <param name="isEnding">Whether the connection is to end.</param>
    /// <param name="noteReading">Told that what is there is not all of the connection's beginning.</param>
    /// <returns>Whether there is something to read.</returns>
    public async Task<bool> InflateAsync(Func<bool> isEnding, Action noteReading)
    {
        while (!isEnding())
        {
            ReadResult result = await Input.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            bool known = WireDetector.TryDetectZlib(result.Buffer, out bool isZlib) || result.IsCompleted;
            bool any = !result.Buffer.IsEmpty;
            Input.AdvanceTo(result.Buffer.Start, known ? result.Buffer.Start : result.Buffer.End);
            if (any && (isZlib || !known))
                noteReading();
            if (!known)
                continue;
            if (isZlib)
                Push(StreamDuplexPipe.Zlib(_pipe));
            return any;
        }

        return false;
    }

    public void Close()
    {
        while (_streams.TryPop(out Stream? stream))
            stream.Dispose();
    }

    private void Push(Stream stream)
    {
        _streams.Push(stream);
        _pipe = new StreamDuplexPipe(stream);
    }
}
