using Thriftscope.StatsD.Lines;

namespace Thriftscope.StatsD.Recording;

/// <summary>A histogram: every measurement is a line, which the sending thread writes.</summary>
/// <param name="text">The line.</param>
/// <param name="drops">Counts what is not sent.</param>
/// <param name="queue">Where measurements wait.</param>
/// <param name="milliseconds">The milliseconds in the instrument's unit, or 0 where values stay as they are.</param>
/// <param name="allowsNegative">Whether the type has negative values: a time has none.</param>
internal sealed class TimerSeries(LineText text, Drops drops, MeasurementQueue queue, double milliseconds, bool allowsNegative) : Series(text, drops)
{
    // To the nanosecond: 0.0023 s is 2.3 ms and not 2.3000000000000003.
    private const int Decimals = 6;

    private readonly Drops _drops = drops;

    public override void Record(long value) => Record((double)value);

    public override void Record(double value)
    {
        if (milliseconds != 0)
            value = Math.Round(value * milliseconds, Decimals);
        if (!IsFinite(value))
            return;
        if (value < 0 && !allowsNegative)
            _drops.Add(StatsDDropReason.InvalidValue);
        else if (!queue.TryEnqueue(this, value))
            _drops.Add(StatsDDropReason.QueueFull);
    }

    public override bool Flush(ILineSink sink) => true;

    public bool Write(ILineSink sink, double value) => sink.Put(Head, value, Tail);
}
