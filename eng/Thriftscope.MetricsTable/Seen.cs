using System.Diagnostics.Metrics;

namespace Thriftscope.MetricsTable;

/// <summary>The instruments of some meters, with the attributes that their measurements had.</summary>
internal sealed class Seen : IDisposable
{
    private readonly Lock _gate = new();
    private readonly MeterListener _listener = new();
    private readonly Dictionary<Instrument, SortedSet<string>> _instruments = [];
    private readonly HashSet<Instrument> _measured = [];

    public Seen(IReadOnlyCollection<string> meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!meters.Contains(instrument.Meter.Name))
                return;
            lock (_gate)
                _instruments.TryAdd(instrument, []);
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Add(instrument, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Add(instrument, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(instrument, tags));
        _listener.Start();
    }

    public IReadOnlyDictionary<Instrument, SortedSet<string>> Instruments => _instruments;

    /// <summary>Waits until every instrument has measured something.</summary>
    public async Task AllAsync()
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        string[] silent;
        while (true)
        {
            GC.Collect();
            _listener.RecordObservableInstruments();
            lock (_gate)
                silent = [.. _instruments.Where(i => !_measured.Contains(i.Key)).Select(i => i.Key.Name)];
            if (silent.Length == 0)
                return;
            if (patience.IsCancellationRequested)
                throw new InvalidOperationException($"Nothing was measured by {string.Join(", ", silent)}: let the workload use them.");
            await Task.Delay(100);
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_gate)
        {
            _ = _measured.Add(instrument);
            foreach ((string key, _) in tags)
                _instruments[instrument].Add(key);
        }
    }
}
