namespace Thriftscope.Client;

/// <summary>When a caller goes.</summary>
internal readonly struct CallDeadline
{
    private readonly long _due;

    private CallDeadline(TimeSpan timeout)
    {
        Timeout = timeout;
        _due = Environment.TickCount64 + (long)Math.Ceiling(timeout.TotalMilliseconds);
    }

    /// <summary>How long the call may take in all; infinite for ever.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>What is left of it.</summary>
    public TimeSpan Left => Timeout == System.Threading.Timeout.InfiniteTimeSpan
        ? Timeout
        : TimeSpan.FromMilliseconds(Math.Max(0, _due - Environment.TickCount64));

    /// <summary>When it is up, in milliseconds as <see cref="Environment.TickCount64"/> has them.</summary>
    public long Due => Timeout == System.Threading.Timeout.InfiniteTimeSpan ? CallExpiry.Never : _due;

    public static CallDeadline In(TimeSpan timeout) => new(timeout);
}
