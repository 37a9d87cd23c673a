using Thriftscope.StatsD.Lines;

namespace Thriftscope.StatsD.Recording;

/// <summary>An up-down counter: a gauge of what was added so far, sent at every flush since a daemon may be new.</summary>
internal sealed class UpDownSeries(LineText text, Drops drops) : Series(text, drops)
{
    private Sum _sum;

    public override void Record(long value) => _sum.Add(value);

    public override void Record(double value)
    {
        if (IsFinite(value))
            _sum.Add(value);
    }

    public override bool Flush(ILineSink sink)
    {
        (long whole, double rest) = _sum.Read();
        return !IsFinite(whole + rest) || sink.PutGauge(Head, whole + rest, Tail);
    }
}
