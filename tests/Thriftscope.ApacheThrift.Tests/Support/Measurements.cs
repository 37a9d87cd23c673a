using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Thriftscope.ApacheThrift.Tests.Support;

/// <summary>One thing that was measured.</summary>
internal sealed record Measurement(string Instrument, double Value, IReadOnlyDictionary<string, object?> Tags);

/// <summary>What the instruments of one meter were told.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly ConcurrentQueue<Measurement> _all = new();
    private readonly MeterListener _listener = new();

    public Measurements(string meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == meter || instrument.Meter.Name == meter + ".Phases")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Add(i, value, tags));
        _listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Add(i, value, tags));
        _listener.Start();
    }

    public Measurement[] Of(string instrument) => [.. _all.Where(m => m.Instrument == instrument)];

    public double Sum(string instrument) => Of(instrument).Sum(m => m.Value);

    /// <summary>Waits for a number of measurements.</summary>
    public async Task<Measurement[]> OfAsync(string instrument, int count)
    {
        await InTimeExtensions.UntilAsync(() => Of(instrument).Length >= count, () => $"{count} of {instrument}; there are {Of(instrument).Length}");
        Measurement[] all = Of(instrument);
        all.Length.ShouldBe(count, instrument);
        return all;
    }

    /// <summary>Waits until an up-down counter has come to a value.</summary>
    public Task SumAsync(string instrument, double expected) => InTimeExtensions.UntilAsync(
        () => Of(instrument).Length > 0 && Sum(instrument) == expected, () => $"{instrument} to be {expected}; it is {Sum(instrument)}");

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Dictionary<string, object?> kept = [];
        foreach ((string key, object? tag) in tags)
            kept.Add(key, tag);
        _all.Enqueue(new Measurement(instrument.Name, value, kept));
    }
}
