using System.Threading.Channels;

namespace Thriftscope.StatsD.Recording;

/// <summary>The measurements that wait for their sending: many threads fill it, one empties it.</summary>
internal sealed class MeasurementQueue
{
    // Some packets full: sent all at once, the measurements of a second overflow a daemon's socket.
    private const uint Batch = 64;

    private readonly Channel<(TimerSeries Series, double Value)> _waiting;
    private readonly Action _wake;
    private readonly uint _batch;
    private uint _added;

    /// <param name="capacity">The most that it holds.</param>
    /// <param name="wake">Called each time that a batch more is waiting.</param>
    public MeasurementQueue(int capacity, Action wake)
    {
        _waiting = Channel.CreateBounded<(TimerSeries, double)>(new BoundedChannelOptions(capacity) { SingleReader = true });
        _wake = wake;
        _batch = Math.Min(Batch, (uint)capacity / 4);
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
        if (Interlocked.Increment(ref _added) % _batch == 0)
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
