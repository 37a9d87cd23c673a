using System.Diagnostics;

namespace Thriftscope.Client;

/// <summary>
/// How long connecting is not tried again after it has failed: longer each time, and not the same for all clients of a server that has
/// come back. Not safe for several threads at once.
/// </summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    private const double Jitter = 0.2;

    // What the delay is doubled at most: any longest delay is reached long before.
    private const int MaxDoublings = 32;

    private int _failures;
    private long _failed;
    private TimeSpan _delay;

    /// <summary>Why connecting failed; <see langword="null"/> when it did not.</summary>
    public ThriftException? Cause { get; private set; }

    /// <summary>How long until connecting may be tried again.</summary>
    public TimeSpan Left
    {
        get
        {
            if (Cause is null)
                return TimeSpan.Zero;
            TimeSpan left = _delay - Stopwatch.GetElapsedTime(_failed);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public void Failed(ThriftException cause)
    {
        // Several connections that fail together are one failure.
        bool isSame = Left > TimeSpan.Zero;
        Cause = cause;
        if (isSame)
            return;
        _failed = Stopwatch.GetTimestamp();
        double grown = first.TotalMilliseconds * Math.Pow(2, Math.Min(_failures++, MaxDoublings));
        _delay = TimeSpan.FromMilliseconds(Math.Min(grown, longest.TotalMilliseconds) * (1 - Jitter + (Random.Shared.NextDouble() * 2 * Jitter)));
    }

    public void Succeeded()
    {
        _failures = 0;
        Cause = null;
    }

    /// <summary>What a call is told that comes too early.</summary>
    public ThriftTransportException TooEarly(ThriftEndpoint endpoint) => new(
        ThriftTransportError.NotOpen,
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"There is no connection to {endpoint}: the last attempt has failed, and the next may be made in {Left.TotalSeconds:0.###} s. {Cause!.Message}"),
        Cause)
    { IsUnsent = true };
}
