namespace Thriftscope.Client;

/// <summary>
/// Ends the calls of a connection whose time is up, with one timer for all. It is set to the first deadline that is known, and when it
/// fires, to the first one that is left: a call that is answered in time does not touch it.
/// </summary>
/// <param name="expire">Ends the calls whose time is up.</param>
internal sealed class CallExpiry(Func<long> expire) : IDisposable
{
    /// <summary>No deadline.</summary>
    public const long Never = long.MaxValue;

    private readonly Lock _gate = new();
    private Timer? _timer;
    private long _due = Never;
    private bool _disposed;

    /// <summary>Tells of a deadline, in milliseconds as <see cref="Environment.TickCount64"/> has them.</summary>
    public void Watch(long deadline)
    {
        if (deadline >= Volatile.Read(ref _due))
            return;
        lock (_gate)
        {
            if (_disposed || deadline >= _due)
                return;
            _due = deadline;
            _timer ??= NewTimer();
            _ = _timer.Change(Math.Max(0, deadline - Environment.TickCount64), Timeout.Infinite);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _timer?.Dispose();
        }
    }

    // It outlives the call that sets it first, and must not keep that call's activity and baggage.
    private Timer NewTimer()
    {
        using (ExecutionContext.SuppressFlow())
            return new Timer(static expiry => ((CallExpiry)expiry!).Fire(), this, Timeout.Infinite, Timeout.Infinite);
    }

    private void Fire()
    {
        lock (_gate)
            _due = Never;
        Watch(expire());
    }
}
