using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace Thriftscope.Telemetry;

/// <summary>Where the instrumentation reports its own failures, which never reach a call.</summary>
[EventSource(Name = "Thriftscope")]
internal sealed class ThriftscopeEventSource : EventSource
{
    public static readonly ThriftscopeEventSource Log = new();

    private readonly ConcurrentDictionary<string, bool> _reported = new(StringComparer.Ordinal);

    private ThriftscopeEventSource()
    {
    }

    /// <summary>Reports that a user's callback threw: once for each callback, since a broken one breaks at every call.</summary>
    [NonEvent]
    public void CallbackFailed(string callback, Exception exception)
    {
        if (_reported.TryAdd(callback, true))
            CallbackFailed(callback, exception.ToString());
    }

    [Event(1, Level = EventLevel.Warning, Message = "{0} threw, and was ignored: {1}")]
    private void CallbackFailed(string callback, string exception) => WriteEvent(1, callback, exception);
}
