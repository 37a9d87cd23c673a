using System.Diagnostics;

namespace Thriftscope.StatsD.Sending;

/// <summary>A moment that something must not take longer than.</summary>
internal readonly struct Deadline
{
    // As good as never, and still within the range of clocks and waits.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly long _at;

    private Deadline(long at) => _at = at;

    public static Deadline Now => new(Stopwatch.GetTimestamp());

    public bool HasPassed => Left == TimeSpan.Zero;

    /// <summary>The time until then, not below zero.</summary>
    public TimeSpan Left
    {
        get
        {
            TimeSpan left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), _at);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public static Deadline After(TimeSpan time) =>
        new(Stopwatch.GetTimestamp() + (long)((time < Longest ? time : Longest).TotalSeconds * Stopwatch.Frequency));

    public static Deadline Later(Deadline one, Deadline other) => one._at > other._at ? one : other;
}
