using Thriftscope.StatsD.Lines;

namespace Thriftscope.StatsD.Recording;

/// <summary>A counter: what was added since the last flush.</summary>
internal sealed class CounterSeries(LineText text, Drops drops) : Series(text, drops)
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
        (long whole, double rest) = _sum.Take();
        bool taken = (whole, rest) switch
        {
            (0, 0) => true,
            (_, 0) => sink.Put(Head, whole, Tail),
            _ => !IsFinite(whole + rest) || sink.Put(Head, whole + rest, Tail),
        };
        if (!taken)
        {
            _sum.Add(whole);
            _sum.Add(rest);
        }

        return taken;
    }
}
