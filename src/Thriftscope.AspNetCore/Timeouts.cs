namespace Thriftscope.AspNetCore;

internal static class Timeouts
{
    /// <summary>Checks a time-out that an option is set to.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is neither infinite nor positive, or longer than timers can count to, more than three weeks.</exception>
    public static TimeSpan Check(TimeSpan value)
    {
        if (value != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromMilliseconds(int.MaxValue));
        }

        return value;
    }
}
