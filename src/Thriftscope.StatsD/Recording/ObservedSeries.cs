using Thriftscope.StatsD.Lines;

namespace Thriftscope.StatsD.Recording;

/// <summary>
/// An observable gauge or up-down counter: what it said this time, and nothing when it said nothing. Only the sending thread observes.
/// </summary>
/// <param name="text">The line.</param>
/// <param name="drops">Counts what is not sent.</param>
/// <param name="isSum">Whether several values for the same name add up, or the last counts.</param>
internal sealed class ObservedSeries(LineText text, Drops drops, bool isSum) : Series(text, drops)
{
    private double? _value;

    public override void Record(long value) => Record((double)value);

    public override void Record(double value)
    {
        if (IsFinite(value))
            _value = isSum ? _value.GetValueOrDefault() + value : value;
    }

    public override void BeginObservation() => _value = null;

    public override bool Flush(ILineSink sink) => _value is not { } value || !IsFinite(value) || sink.PutGauge(Head, value, Tail);
}
