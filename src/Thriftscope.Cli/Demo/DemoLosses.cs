using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;

namespace Thriftscope.Cli.Demo;

/// <summary>Notices what does not reach a back end: whoever gave a wrong address should hear of it.</summary>
internal sealed class DemoLosses : EventListener
{
    private const string StatsD = "Thriftscope.StatsD";

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, long> _otlp = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _statsd = new(StringComparer.Ordinal);
    private readonly MeterListener _meters = new();

    public DemoLosses()
    {
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name is "otel.sdk.exporter.span.exported" or "otel.sdk.exporter.log.exported")
                listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<long>((instrument, count, tags, _) =>
        {
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                if (tag.Key == "error.type")
                    Add(instrument.Name.Contains(".span.", StringComparison.Ordinal) ? "spans" : "logs", count);
            }
        });
        _meters.Start();
    }

    /// <summary>What was lost, a line for each back end; none if all is well.</summary>
    public IReadOnlyList<string> Lines(DemoSettings settings)
    {
        lock (_gate)
        {
            List<string> lines = [];
            if (_otlp.Count > 0)
            {
                lines.Add(
                    $"{settings.Otlp} has not taken {string.Join(" and ", _otlp.Select(l => $"{l.Value} {l.Key}"))}. "
                    + "OTEL_DOTNET_SELF_DIAGNOSTICS_SINKS=console and OTEL_LOG_LEVEL=warn tell why.");
            }

            if (_statsd.Count > 0)
                lines.Add($"Measurements have not reached StatsD at {settings.StatsD}: {string.Join(", ", _statsd)}.");
            return lines;
        }
    }

    public override void Dispose()
    {
        _meters.Dispose();
        base.Dispose();
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == StatsD)
            EnableEvents(eventSource, EventLevel.Warning);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData is { EventId: 1, EventSource.Name: StatsD, Payload: [string reason] })
        {
            lock (_gate)
                _ = _statsd.Add(reason);
        }
    }

    private void Add(string what, long count)
    {
        lock (_gate)
            _otlp[what] = _otlp.GetValueOrDefault(what) + count;
    }
}
