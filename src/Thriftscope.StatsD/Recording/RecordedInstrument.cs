using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Thriftscope.StatsD.Recording;

/// <summary>An instrument that is listened to, and its recorders by set of tags.</summary>
internal sealed class RecordedInstrument
{
    private readonly Instrument _instrument;
    private readonly InstrumentKind _kind;
    private readonly SeriesTable _table;
    private readonly Drops _drops;
    private readonly double _sampleRate;
    private readonly ConcurrentDictionary<TagSet, IRecorder> _recorders = new(new TagSet.Comparer());
    private readonly ConcurrentDictionary<TagSet, IRecorder>.AlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>> _lookup;

    public RecordedInstrument(Instrument instrument, InstrumentKind kind, SeriesTable table, Drops drops, double sampleRate)
    {
        (_instrument, _kind, _table, _drops) = (instrument, kind, table, drops);
        _sampleRate = kind == InstrumentKind.Histogram ? sampleRate : 1;
        _lookup = _recorders.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
    }

    public void Record(long value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => Recorder(tags)?.Record(value);

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => Recorder(tags)?.Record(value);

    /// <summary>Gives its place to others, when its meter is gone.</summary>
    public void Complete()
    {
        foreach ((TagSet tags, _) in _recorders)
        {
            if (_recorders.TryRemove(tags, out _))
                _table.Release();
        }
    }

    private IRecorder? Recorder(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (_sampleRate < 1 && Random.Shared.NextDouble() >= _sampleRate)
            return null;
        return _lookup.TryGetValue(tags, out IRecorder? known) ? known : Add(tags);
    }

    private IRecorder? Add(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (_kind != InstrumentKind.ObservableCounter)
            return AddAs(tags);
        // Where the order of tags changes, the sum of an observable counter must not begin anew.
        KeyValuePair<string, object?>[] sorted = tags.ToArray();
        Array.Sort(sorted, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        return _lookup.TryGetValue(sorted, out IRecorder? known) ? known : AddAs(sorted);
    }

    private IRecorder? AddAs(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (_table.TryAdd(_instrument, _kind, tags) is not { } made)
        {
            _drops.Add(StatsDDropReason.TooManySeries);
            return null;
        }

        if (_lookup.TryAdd(tags, made))
            return made;
        _table.Release();
        return _lookup.TryGetValue(tags, out IRecorder? winner) ? winner : null;
    }
}
