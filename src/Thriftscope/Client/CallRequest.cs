using System.Diagnostics;
using Thriftscope.Telemetry;
using Thriftscope.Tracking;
using Thriftscope.Wire;

namespace Thriftscope.Client;

/// <summary>One call on its way to a server.</summary>
/// <param name="method">What is called.</param>
/// <param name="name">Its name on the wire, with the multiplexed service's before it.</param>
/// <param name="arguments">Its arguments.</param>
/// <param name="deadline">When the caller goes.</param>
/// <param name="cancellationToken">Gives the call up.</param>
internal sealed class CallRequest(ICallable method, string name, IMessageBody arguments, CallDeadline deadline, CancellationToken cancellationToken)
{
    public ICallable Method => method;

    public string Name => name;

    public IMessageBody Arguments => arguments;

    /// <summary>When the caller goes.</summary>
    public CallDeadline Deadline => deadline;

    /// <summary>Gives the call up.</summary>
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>What the caller has said of this call, where no interceptor did.</summary>
    public ThriftCallOptions? Options { get; init; }

    /// <summary>The span that the call belongs to, where that is not the current one.</summary>
    public ActivityContext Parent { get; init; }

    /// <summary>The call's telemetry, if anyone listens.</summary>
    public ClientCall? Call { get; set; }

    /// <summary>Whether another endpoint may take the call: it then waits for a connection to this one for a moment only.</summary>
    public bool MayGoElsewhere { get; private init; }

    /// <summary>What goes with the request, on the transports that carry it.</summary>
    public ThriftHeaders? Headers { get; init; }

    /// <summary>The call as interceptors see it; <see langword="null"/> where there are none.</summary>
    public ThriftCallContext? Context { get; init; }

    /// <summary>The trace context that goes with it. It is the thread's own: encoding must follow at once.</summary>
    public ContextCarrier? Trace { get; set; }

    /// <summary>Who waits: for the reply, or until a oneway call has been sent.</summary>
    public PendingCall? Pending { get; set; }

    /// <summary>What goes before it, on a connection that has agreed on that.</summary>
    public IMessagePrefix? Prefix => (Pending as SessionCall)?.Prefix;

    /// <summary>The call as ThriftPy's tracking sees it, once it is on a connection that is tracked.</summary>
    public TrackedCall? Tracked => (Pending as SessionCall)?.Tracked;

    /// <summary>When it was encoded, in <see cref="Stopwatch"/> ticks.</summary>
    public long Encoded { get; set; }

    /// <summary>When it had been handed to the system; 0 as long as it has not.</summary>
    public long Sent { get; private set; }

    /// <summary>Its bytes on the wire.</summary>
    public int Size { get; set; }

    /// <summary>The same call for another endpoint.</summary>
    public CallRequest ForAttempt(bool mayGoElsewhere) => new(method, name, arguments, deadline, cancellationToken)
    {
        Options = Options,
        Parent = Parent,
        MayGoElsewhere = mayGoElsewhere,
        Headers = Headers,
        Context = Context,
    };

    /// <summary>Told when there is an answer, whatever it is.</summary>
    public void Answered(ThriftEndpoint endpoint, ThriftHeaders? headers)
    {
        IReadOnlyDictionary<string, string> meta = Tracked?.ResponseMeta ?? TrackingState.NoMeta;
        if (Options is not null)
            (Options.ResponseHeaders, Options.ResponseMeta) = (headers ?? [], meta);
        if (Context is null)
            return;
        Context.ResponseMeta = meta;
        (Context.Protocol, Context.Transport) = (endpoint.Protocol, endpoint.Transport);
        if (headers is not null)
            Context.ResponseHeaders = headers;
    }

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
