namespace Thriftscope.Client;

/// <summary>When a caller goes.</summary>
internal readonly struct CallDeadline
{
    private readonly long _due;

    private CallDeadline(TimeSpan timeout)
    {
        Timeout = timeout;
        _due = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
    }

    /// <summary>How long the call may take in all; infinite for ever.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>What is left of it.</summary>
    public TimeSpan Left => Timeout == System.Threading.Timeout.InfiniteTimeSpan
        ? Timeout
        : TimeSpan.FromMilliseconds(Math.Max(0, _due - Environment.TickCount64));

    public static CallDeadline In(TimeSpan timeout) => new(timeout);
}
