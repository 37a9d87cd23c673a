namespace Thriftscope.StatsD.Recording;

/// <summary>
/// An observable counter says how much it has counted since it began, StatsD wants what has been added: the first time all of it, and
/// after a fall, which is a new beginning, all of it again. Only the sending thread observes.
/// </summary>
internal sealed class ObservedCounter(IRecorder target) : IRecorder
{
    private long _whole;
    private double _rest;

    public void Record(long value)
    {
        target.Record(value >= _whole ? value - _whole : value);
        _whole = value;
    }

    public void Record(double value)
    {
        target.Record(value >= _rest ? value - _rest : value);
        if (double.IsFinite(value))
            _rest = value;
    }
}
