namespace Thriftscope.Tracking;

/// <summary>Numbers calls from one on. Those that are made at the same time get a number each.</summary>
internal sealed class TrackingCounter(int start = 0)
{
    private int _last = start;

    public int Next() => Interlocked.Increment(ref _last);
}
