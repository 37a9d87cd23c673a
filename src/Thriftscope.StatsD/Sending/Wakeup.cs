namespace Thriftscope.StatsD.Sending;

/// <summary>Wakes the one thread that waits. It has nothing to dispose, so that a late measurement does no harm.</summary>
internal sealed class Wakeup
{
    private readonly object _gate = new();
    private bool _isSet;

    public void Set()
    {
        lock (_gate)
        {
            _isSet = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits until it is set or the time is over.</summary>
    public void Wait(TimeSpan longest)
    {
        lock (_gate)
        {
            if (!_isSet && longest > TimeSpan.Zero)
                _ = Monitor.Wait(_gate, longest);
            _isSet = false;
        }
    }
}
