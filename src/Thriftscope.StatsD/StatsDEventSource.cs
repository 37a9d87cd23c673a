using System.Diagnostics.Tracing;

namespace Thriftscope.StatsD;

/// <summary>Where reporters tell of what went wrong: the first time only, since what fails once fails often.</summary>
[EventSource(Name = "Thriftscope.StatsD")]
internal sealed class StatsDEventSource : EventSource
{
    public static readonly StatsDEventSource Log = new();

    private int _failures;

    private StatsDEventSource()
    {
    }

    [NonEvent]
    public void Dropped(StatsDDropReason reason)
    {
        if (IsEnabled())
            Dropped(Drops.Name(reason));
    }

    [NonEvent]
    public void Failed(Exception exception)
    {
        // Without its message: that is code of the program too, and may throw in its turn.
        if (Interlocked.Exchange(ref _failures, 1) == 0)
            Failed($"{exception.GetBaseException().GetType()}\n{exception.GetBaseException().StackTrace}");
    }

    [Event(1, Level = EventLevel.Warning, Message = "Measurements do not reach StatsD: {0}. The counter thriftscope.statsd.dropped has their number.")]
    private void Dropped(string reason) => WriteEvent(1, reason);

    [Event(2, Level = EventLevel.Warning, Message = "An exception was ignored: {0}")]
    private void Failed(string exception) => WriteEvent(2, exception);
}
