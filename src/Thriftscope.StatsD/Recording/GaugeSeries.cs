using Thriftscope.StatsD.Lines;

namespace Thriftscope.StatsD.Recording;

/// <summary>A gauge: the last value, sent at every flush since a daemon may be new.</summary>
internal sealed class GaugeSeries(LineText text, Drops drops) : Series(text, drops)
{
    // No number until there is one: the series is there a moment before its first value, which may not be sendable either.
    private double _value = double.NaN;

    public override void Record(long value) => Volatile.Write(ref _value, value);

    public override void Record(double value)
    {
        if (IsFinite(value))
            Volatile.Write(ref _value, value);
    }

    public override bool Flush(ILineSink sink)
    {
        double value = Volatile.Read(ref _value);
        return double.IsNaN(value) || sink.PutGauge(Head, value, Tail);
    }
}
