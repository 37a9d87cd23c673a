using System.Diagnostics;

namespace Thriftscope.Client;

/// <summary>
/// Notices that nothing comes on a connection any more, as when its server hangs or the network has forgotten it: TCP itself may need a
/// quarter of an hour for that.
/// </summary>
internal sealed class Silence
{
    private const int MostTimeouts = 3;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private long _received;
    private int _timeouts;

    /// <summary>Whether the server has sent anything.</summary>
    public bool WasEverBroken => Volatile.Read(ref _received) != 0;

    /// <summary>Told when something has come.</summary>
    /// <param name="now">In <see cref="Stopwatch"/> ticks.</param>
    public void Break(long now)
    {
        Volatile.Write(ref _received, now);
        Volatile.Write(ref _timeouts, 0);
    }

    /// <summary>Told of a call that was given up.</summary>
    /// <param name="encoded">When it was written, in <see cref="Stopwatch"/> ticks.</param>
    /// <param name="timedOut">Whether that was because its time was up: a caller may have other reasons.</param>
    /// <returns>Whether the connection is not worth another call.</returns>
    public bool IsTooLong(long encoded, bool timedOut)
    {
        if (Volatile.Read(ref _received) >= encoded)
            return false;
        return (timedOut && Interlocked.Increment(ref _timeouts) >= MostTimeouts) || Stopwatch.GetElapsedTime(encoded) >= Longest;
    }
}
