namespace Thriftscope.Client;

/// <summary>Looks from time to time for connections that are idle or too old, as long as there are any. The pool's gate guards it.</summary>
internal sealed class ConnectionSweeper(TimeSpan idleTimeout, TimeSpan lifetime, Action sweep) : IDisposable
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    private Timer? _timer;
    private bool _disposed;

    public void Start()
    {
        if (_timer is not null || _disposed || Period is not { } period)
            return;
        // The timer is not the call's in which it happens to begin.
        using (ExecutionContext.SuppressFlow())
            _timer = new Timer(static state => ((Action)state!)(), sweep, period, period);
    }

    public void Stop()
    {
        _timer?.Dispose();
        _timer = null;
    }

    public void Dispose()
    {
        _disposed = true;
        Stop();
    }

    private TimeSpan? Period
    {
        get
        {
            TimeSpan[] finite = [.. new[] { idleTimeout, lifetime }.Where(t => t != Timeout.InfiniteTimeSpan)];
            if (finite.Length == 0)
                return null;
            TimeSpan half = finite.Min() / 2;
            return half < Shortest ? Shortest : half > Longest ? Longest : half;
        }
    }
}
