using Thriftscope.StatsD.Lines;

namespace Thriftscope.StatsD.Recording;

/// <summary>A gauge: the last value, sent at every flush since a daemon may be new.</summary>
internal sealed class GaugeSeries(LineText text, Drops drops) : Series(text, drops)
{
    private double _value;

    public override void Record(long value) => Volatile.Write(ref _value, value);

    public override void Record(double value)
    {
        if (IsFinite(value))
            Volatile.Write(ref _value, value);
    }

    public override bool Flush(ILineSink sink) => sink.PutGauge(Head, Volatile.Read(ref _value), Tail);
}
