using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace Thriftscope.StatsD;

/// <summary>Where reporters tell of what went wrong: once for each kind, since what fails once fails often.</summary>
[EventSource(Name = "Thriftscope.StatsD")]
internal sealed class StatsDEventSource : EventSource
{
    public static readonly StatsDEventSource Log = new();

    private readonly ConcurrentDictionary<string, bool> _reported = new(StringComparer.Ordinal);

    private StatsDEventSource()
    {
    }

    [NonEvent]
    public void Dropped(StatsDDropReason reason)
    {
        if (_reported.TryAdd(Drops.Name(reason), true))
            Dropped(Drops.Name(reason));
    }

    [NonEvent]
    public void Failed(Exception exception)
    {
        if (_reported.TryAdd(nameof(Failed), true))
            Failed(exception.ToString());
    }

    [Event(1, Level = EventLevel.Warning, Message = "Measurements do not reach StatsD: {0}. The counter thriftscope.statsd.dropped has their number.")]
    private void Dropped(string reason) => WriteEvent(1, reason);

    [Event(2, Level = EventLevel.Warning, Message = "An exception was ignored: {0}")]
    private void Failed(string exception) => WriteEvent(2, exception);
}
