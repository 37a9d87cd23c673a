using System.Diagnostics;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.Client;

/// <summary>One call on its way to a server.</summary>
/// <param name="method">What is called.</param>
/// <param name="name">Its name on the wire, with the multiplexed service's before it.</param>
/// <param name="arguments">Its arguments.</param>
/// <param name="call">The call's telemetry, if anyone listens.</param>
internal sealed class CallRequest(ICallable method, string name, IMessageBody arguments, ClientCall? call)
{
    public ICallable Method => method;

    public string Name => name;

    public IMessageBody Arguments => arguments;

    public ClientCall? Call => call;

    /// <summary>When the caller goes.</summary>
    public required CallDeadline Deadline { get; init; }

    /// <summary>Gives the call up.</summary>
    public required CancellationToken CancellationToken { get; init; }

    /// <summary>Whether another endpoint may take the call: it then waits for a connection to this one for a moment only.</summary>
    public bool MayGoElsewhere { get; init; }

    /// <summary>What goes with the request, on the transports that carry it.</summary>
    public ThriftHeaders? Headers { get; init; }

    /// <summary>The call as interceptors see it; <see langword="null"/> where there are none.</summary>
    public ThriftCallContext? Context { get; init; }

    /// <summary>The trace context that goes with it. It is the thread's own: encoding must follow at once.</summary>
    public ContextCarrier? Trace { get; set; }

    /// <summary>Who waits: for the reply, or until a oneway call has been sent.</summary>
    public PendingCall? Pending { get; set; }

    /// <summary>When it was encoded, in <see cref="Stopwatch"/> ticks.</summary>
    public long Encoded { get; set; }

    /// <summary>When it had been handed to the system; 0 as long as it has not.</summary>
    public long Sent { get; private set; }

    /// <summary>Its bytes on the wire.</summary>
    public int Size { get; set; }

    /// <summary>Told when it has been handed to the system.</summary>
    public void WasSent(long at)
    {
        Sent = at;
        if (method.IsOneway)
            Pending!.EndAsSent();
    }

    /// <summary>Told when it will not be, or not as a whole.</summary>
    public void NotSent(Exception reason) => Pending!.Fail(reason);
}
