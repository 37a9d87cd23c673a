using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Thriftscope.Benchmarks.Telemetry;

/// <summary>Listens to one source of spans and one of metrics, and does nothing with what it hears.</summary>
/// <param name="Metrics">Whether metrics are listened to.</param>
/// <param name="Sampling">What becomes of a span; <see langword="null"/> when nobody listens to spans.</param>
internal sealed record Listening(bool Metrics, ActivitySamplingResult? Sampling)
{
    public static Listening Nobody { get; } = new(Metrics: false, Sampling: null);

    public void Start(string sourceName, string meterName)
    {
        if (Sampling is { } sampling)
        {
            ActivitySource.AddActivityListener(new ActivityListener
            {
                ShouldListenTo = source => source.Name == sourceName,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => sampling,
            });
        }

        if (!Metrics)
            return;
        MeterListener listener = new() { InstrumentPublished = (instrument, meters) => Enable(instrument, meters, meterName) };
        listener.SetMeasurementEventCallback<long>(static (_, _, _, _) => { });
        listener.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
        listener.Start();
    }

    private static void Enable(Instrument instrument, MeterListener listener, string meterName)
    {
        if (instrument.Meter.Name == meterName)
            listener.EnableMeasurementEvents(instrument);
    }
}
