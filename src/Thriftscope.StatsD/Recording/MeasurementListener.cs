using System.Diagnostics.Metrics;
using System.IO.Enumeration;

namespace Thriftscope.StatsD.Recording;

/// <summary>Hears what is measured by the meters that the options name. Nothing that goes wrong reaches those who measure.</summary>
internal sealed class MeasurementListener : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly SeriesTable _table;

    public MeasurementListener(StatsDOptions options, SeriesTable table, Drops drops)
    {
        _table = table;
        string[] meters = [.. options.Meters];
        double sampleRate = options.SampleRate;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (meters.Any(m => FileSystemName.MatchesSimpleExpression(m, instrument.Meter.Name)) && InstrumentKinds.Of(instrument) is { } kind)
                listener.EnableMeasurementEvents(instrument, new RecordedInstrument(instrument, kind, table, drops, sampleRate));
        };
        _listener.MeasurementsCompleted = static (_, state) => (state as RecordedInstrument)?.Complete();
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, state) => Record((long)value, tags, state));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, state) => Record((long)value, tags, state));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => Record((long)value, tags, state));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, state) => Record((double)value, tags, state));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, state) => Record((double)value, tags, state));
    }

    public void Start() => _listener.Start();

    /// <summary>Asks the observable instruments.</summary>
    public void Observe()
    {
        _table.BeginObservation();
        try
        {
            _listener.RecordObservableInstruments();
        }
        catch (Exception e)
        {
            // Some of the program's callbacks threw; the others were heard.
            StatsDEventSource.Log.Failed(e);
        }
    }

    public void Dispose() => _listener.Dispose();

    private static void Record(long value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        try
        {
            ((RecordedInstrument)state!).Record(value, tags);
        }
        catch (Exception e)
        {
            StatsDEventSource.Log.Failed(e);
        }
    }

    private static void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        try
        {
            ((RecordedInstrument)state!).Record(value, tags);
        }
        catch (Exception e)
        {
            // A tag's value whose GetHashCode or ToString throws.
            StatsDEventSource.Log.Failed(e);
        }
    }
}
