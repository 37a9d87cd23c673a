using Thriftscope.Telemetry;

namespace Thriftscope;

/// <summary>
/// What a program wants to do with the calls of ThriftPy's tracking, as ThriftPy's own trackers do: derive from it, and set it in the options of
/// a client or a server. It is told of connections that have agreed on tracking, by several threads at once, and in the way of the calls:
/// it should be quick. What it throws breaks no call.
/// </summary>
/// <param name="client">The name that calls are recorded with as their client's.</param>
/// <param name="server">The name that calls are recorded with as their server's.</param>
public abstract class ThriftTracker(string? client = null, string? server = null)
{
    /// <summary>The name that calls are recorded with as their client's.</summary>
    public string? Client { get; } = client;

    /// <summary>The name that calls are recorded with as their server's.</summary>
    public string? Server { get; } = server;

    /// <summary>Makes the id of a request that has none: at the root of a tree of calls. By default a random UUID.</summary>
    public virtual string CreateRequestId() => NewRequestId();

    /// <summary>At a client, before a connection asks for tracking: says what it asks with.</summary>
    /// <param name="handshake">What is sent.</param>
    public virtual void InitHandshake(ThriftHandshake handshake)
    {
    }

    /// <summary>At a server, when a client has asked for tracking.</summary>
    /// <param name="handshake">What it has sent.</param>
    public virtual void HandleHandshake(ThriftHandshake handshake)
    {
    }

    /// <summary>At a client, when a call has ended.</summary>
    /// <param name="call">The call.</param>
    /// <param name="exception">What the caller gets instead of a result.</param>
    public virtual void Record(ThriftTrackedCall call, Exception? exception)
    {
    }

    /// <summary>At a server, when a call has been answered.</summary>
    /// <param name="call">The call.</param>
    /// <param name="exception">Why it has failed, where that is known.</param>
    public virtual void RecordHandled(ThriftTrackedCall call, Exception? exception)
    {
    }

    /// <summary>The id that a tracker gives a new request, or without one a random one.</summary>
    internal static string RequestIdOf(ThriftTracker? tracker)
    {
        string? id = null;
        Tell(tracker, t => id = t.CreateRequestId(), nameof(CreateRequestId));
        return id ?? NewRequestId();
    }

    /// <summary>Calls a method that may throw.</summary>
    internal static void Tell(ThriftTracker? tracker, Action<ThriftTracker> tell, string what)
    {
        if (tracker is null)
            return;
        try
        {
            tell(tracker);
        }
        catch (Exception e)
        {
            ThriftscopeEventSource.Log.CallbackFailed(what, e);
        }
    }

    // Guid's are of the fourth version: random.
    private static string NewRequestId() => Guid.NewGuid().ToString();
}
