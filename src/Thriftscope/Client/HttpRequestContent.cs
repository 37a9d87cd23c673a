using System.Diagnostics;
using System.Net;

namespace Thriftscope.Client;

/// <summary>A message as the body of a request, that tells when it goes out.</summary>
/// <param name="message">The message. It is an array of its own: a request that is given up may still be read.</param>
internal sealed class HttpRequestContent(byte[] message) : HttpContent
{
    /// <summary>Whether any of it may have been sent.</summary>
    public bool IsStarted { get; private set; }

    /// <summary>Told when the message begins to be sent.</summary>
    public Action? Started { get; init; }

    /// <summary>Asked when a connection has been found: whether the message must not be sent there.</summary>
    public Func<bool>? IsHeldBack { get; set; }

    /// <summary>Whether none of the message was sent because it had to be held back.</summary>
    public bool WasHeldBack { get; private set; }

    /// <summary>When it had been handed to the system, in <see cref="Stopwatch"/> ticks.</summary>
    public long Sent { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (IsHeldBack is { } isHeldBack && isHeldBack())
        {
            WasHeldBack = true;
            throw new IOException("The server closes this connection.");
        }

        IsStarted = true;
        Started?.Invoke();
        await stream.WriteAsync(message, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        Sent = Stopwatch.GetTimestamp();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = message.Length;
        return true;
    }
}
