using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Thriftscope.StatsD.Lines;

namespace Thriftscope.StatsD.Recording;

/// <summary>
/// The series by what is written for them. Sets of tags that make the same line share one, so that sums stay right when a template
/// leaves tags out or two instruments have the same name.
/// </summary>
internal sealed class SeriesTable(StatsDOptions options, Drops drops, MeasurementQueue queue)
{
    private readonly ConcurrentDictionary<(InstrumentKind Kind, LineText Text), Series> _series = [];
    private readonly LineFormat _format = new(options);
    private IEnumerator<Series>? _pass;
    private int _tagSets;
    private int _count;

    /// <summary>Whether the last flush had to stop before its end.</summary>
    public bool IsMidway { get; private set; }

    /// <summary>Begins to record an instrument with a set of tags, unless there are too many already.</summary>
    public IRecorder? TryAdd(Instrument instrument, InstrumentKind kind, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (Volatile.Read(ref _tagSets) >= options.MaxSeries || TryAddSeries(instrument, kind, tags) is not { } series)
            return null;
        if (Interlocked.Increment(ref _tagSets) > options.MaxSeries)
        {
            Release();
            return null;
        }

        return kind == InstrumentKind.ObservableCounter ? new ObservedCounter(series) : series;
    }

    /// <summary>Makes room for another set of tags, that of an instrument that is gone.</summary>
    public void Release() => Interlocked.Decrement(ref _tagSets);

    public void BeginObservation()
    {
        foreach ((_, Series series) in _series)
            series.BeginObservation();
    }

    /// <summary>
    /// Writes what is due of each, for the sending thread. Answers false when it had to stop; the next time it goes on from there.
    /// </summary>
    public bool Flush(ILineSink sink)
    {
        if (!IsMidway)
        {
            _pass = _series.Values.GetEnumerator();
            IsMidway = _pass.MoveNext();
        }

        while (IsMidway)
        {
            if (!_pass!.Current.Flush(sink))
                return false;
            IsMidway = _pass.MoveNext();
        }

        return true;
    }

    private Series? TryAddSeries(Instrument instrument, InstrumentKind kind, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        HistogramUnit unit = HistogramUnit.Of(instrument.Unit, options);
        LineText text = kind switch
        {
            InstrumentKind.Counter or InstrumentKind.ObservableCounter => _format.Line(instrument.Name, "c", tags),
            InstrumentKind.Histogram => _format.Line(instrument.Name, unit.Type, tags, options.SampleRate),
            _ => _format.Line(instrument.Name, "g", tags),
        };
        // Both kinds of counter add to the same sum.
        InstrumentKind shared = kind == InstrumentKind.ObservableCounter ? InstrumentKind.Counter : kind;
        if (_series.TryGetValue((shared, text), out Series? known))
            return known;
        if (Interlocked.Increment(ref _count) > options.MaxSeries)
        {
            _ = Interlocked.Decrement(ref _count);
            return null;
        }

        Series made = kind switch
        {
            InstrumentKind.Counter or InstrumentKind.ObservableCounter => new CounterSeries(text, drops),
            InstrumentKind.UpDownCounter => new UpDownSeries(text, drops),
            InstrumentKind.Gauge => new GaugeSeries(text, drops),
            InstrumentKind.Histogram => new TimerSeries(text, drops, queue, unit.Milliseconds, unit.AllowsNegative),
            _ => new ObservedSeries(text, drops, isSum: kind == InstrumentKind.ObservableUpDownCounter),
        };
        Series winner = _series.GetOrAdd((shared, text), made);
        if (winner != made)
            _ = Interlocked.Decrement(ref _count);
        return winner;
    }
}
