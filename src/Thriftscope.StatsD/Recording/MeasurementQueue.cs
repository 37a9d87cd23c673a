using System.Threading.Channels;

namespace Thriftscope.StatsD.Recording;

/// <summary>The measurements that wait for their sending: many threads fill it, one empties it.</summary>
internal sealed class MeasurementQueue
{
    private readonly Channel<(TimerSeries Series, double Value)> _waiting;
    private readonly Action _wake;
    private readonly uint _quarter;
    private uint _added;

    /// <param name="capacity">The most that it holds.</param>
    /// <param name="wake">Called each time that another quarter was filled.</param>
    public MeasurementQueue(int capacity, Action wake)
    {
        _waiting = Channel.CreateBounded<(TimerSeries, double)>(new BoundedChannelOptions(capacity) { SingleReader = true });
        _wake = wake;
        _quarter = (uint)capacity / 4;
        // A channel grows as it fills: now, and never on a thread that measures.
        while (_waiting.Writer.TryWrite(default))
        {
        }

        while (_waiting.Reader.TryRead(out _))
        {
        }
    }

    public int Count => _waiting.Reader.Count;

    public bool TryEnqueue(TimerSeries series, double value)
    {
        if (!_waiting.Writer.TryWrite((series, value)))
            return false;
        if (Interlocked.Increment(ref _added) % _quarter == 0)
            _wake();
        return true;
    }

    public bool TryDequeue(out TimerSeries series, out double value)
    {
        bool isThere = _waiting.Reader.TryRead(out (TimerSeries Series, double Value) first);
        (series, value) = first;
        return isThere;
    }
}
