using System.Diagnostics;
using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thrift.Transport;
using Thriftscope.ApacheThrift.Connections;
using Thriftscope.ApacheThrift.Servers;
using Thriftscope.ApacheThrift.Sessions;
using Thriftscope.ApacheThrift.Transports;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Calls;

/// <summary>A call as its server sees it: from the first byte of the request to the flushed reply.</summary>
internal sealed class ServerExchange : Exchange
{
    private static readonly AsyncLocal<Flow?> Ambient = new();

    private readonly IServiceCatalog _services;
    private readonly long _begun = Stopwatch.GetTimestamp();
    private TMessage? _message;
    private ServedMethod _method;
    private RequestHeader? _header;
    private ServerCall? _call;
    private ExecutionContext? _handlerContext;
    private Flow? _processing;
    private Flow? _handling;
    private Task? _handler;
    private Exception? _handlerException;
    private string? _declaredException;
    private bool _isCounted;
    private bool _isStarted;
    private bool _hasFailed;
    private bool _isHandled;

    /// <param name="connection">What the request comes over.</param>
    /// <param name="services">What it may call.</param>
    /// <param name="isProcessed">Whether a processor that is observed has it; else only its protocol is.</param>
    public ServerExchange(Connection connection, IServiceCatalog services, bool isProcessed)
        : base(connection)
    {
        _services = services;
        IsProcessed = isProcessed;
    }

    /// <summary>The exchange whose handler may be running in this flow.</summary>
    public static ServerExchange? Current => Ambient.Value?.Exchange;

    /// <summary>The field of the arguments that may be a trace context, once one has come.</summary>
    public ContextField? Context { get; private set; }

    /// <summary>Whether a processor that is observed has the request, and tells of its end.</summary>
    public bool IsProcessed { get; }

    /// <summary>Whether arguments are being read.</summary>
    public bool IsReadingArguments => _message is not null && !_isStarted;

    /// <summary>A processor begins with the request, in this flow.</summary>
    public void EnterFlow() => Ambient.Value = _processing = new Flow(this);

    /// <summary>
    /// The processor is done with it. What a handler has started, and goes on, or waits in a timer, does not keep the connection alive.
    /// </summary>
    public void LeaveFlow()
    {
        _processing?.Exchange = null;
        _handling?.Exchange = null;
    }

    /// <param name="message">The beginning of the request.</param>
    /// <param name="isCounted">Whether its bytes have been counted.</param>
    public void RequestBegins(TMessage message, bool isCounted = true)
    {
        MessageBegin();
        _isCounted = isCounted;
        _message = message;
        _method = _services.Resolve(message.Name ?? "");
        if (Connection.Headers is { Headers.Count: > 0 } headers)
            headers.ReadContexts((Context = new ContextField()).Contexts);
        if (Connection.Session?.Header is not { } header)
            return;
        header.AddTo((Context ??= new ContextField()).Contexts);
        _header = header;
    }

    /// <summary>A field has come that may be a context: goes on to the first that is none.</summary>
    public ValueTask<TField> SkipContextsAsync(TProtocol protocol, TField field, CancellationToken cancellationToken) =>
        (Context ??= new ContextField()).SkipContextsAsync(protocol, field, Depth, cancellationToken);

    /// <summary>
    /// The arguments have been read: opens the span, which becomes <see cref="Activity.Current"/>. The generated code runs the handler
    /// next, though not always in the same flow, so the flow is kept for it.
    /// </summary>
    public void RequestEnds()
    {
        if (_isStarted || _message is not { } message)
            return;
        _isStarted = true;
        // A web server has read its request's headers, and opened a span for it.
        Activity? enclosing = Connection.IsServedByTServer ? null : EnclosingRequest.Of(Activity.Current);
        bool isWithinCall = enclosing is not null && EnclosingRequest.IsThrift(enclosing);
        bool isWithinRequest = enclosing is not null && !isWithinCall;
        if (isWithinRequest)
            Connection.ServeOverHttp();
        bool isOneway = message.Type == TMessageType.Oneway || _method.Shape is { IsOneway: true };
        MethodTelemetry telemetry = Connection.MethodOf(ActivityKind.Server, _method.Service, _method.Name, isOneway, _method.IsKnown);
        Activity? current = Activity.Current;
        _call = Start(telemetry, isWithinRequest, isWithinCall);
        // Without a span of the call, the handler has what it would have had: an activity of the program's own, say.
        if (_call?.Activity is null)
            Activity.Current = current;
        if (_call is not null)
        {
            _call.SetPeer(Connection.Address.PeerName, Connection.Address.PeerPort);
            if (_call.Activity is { } span)
                _header?.Describe(span);
            _call.Enter(CallPhase.Handle);
        }

        if (!_method.IsKnown)
            Reject(ErrorTypes.UnknownMethod.ToLowerInvariant(), $"{_method.Service} has no method \"{PeerText.Bounded(_method.Name)}\"");
        if (IsProcessed)
            Ambient.Value = _handling = new Flow(this);
        else if (isOneway)
            // With no processor to watch, that is all there is to see of a call without a reply.
            End(CallOutcome.Ok);
        _handlerContext = ExecutionContext.Capture();
    }

    /// <summary>The handler is about to run: only the first one that is met is this call's.</summary>
    public bool TryEnterHandler()
    {
        if (!_isStarted || _isHandled)
            return false;
        _isHandled = true;
        // In the flow in which the arguments were read, the program may have put something of its own since.
        if (_handlerContext is { } context && Ambient.Value != _handling)
            ExecutionContext.Restore(context);
        return true;
    }

    /// <summary>Watches what the handler does: the processor keeps its exceptions to itself.</summary>
    public void HandlerRuns(Task? handler) => _handler = handler;

    public void HandlerFails(Exception exception) => _handlerException = exception;

    public void ReplyBegins(TMessage reply, ObservedTransport writer)
    {
        // The processor refused the request before it had read all of it.
        RequestEnds();
        ReplyBegins(reply.Type);
        _call?.Enter(CallPhase.Serialize);
        WriteTo(writer);
    }

    public override void StructBegin(string name)
    {
        base.StructBegin(name);
        if (Depth == 2 && OutcomeField is not (null or 0))
            _declaredException ??= name;
    }

    public override Task FlushAsync(TTransport transport, CancellationToken cancellationToken)
    {
        Connection.Sent(this);
        if (_call is not null)
        {
            _call.ResponseSize = SizeWritten;
            _call.Enter(CallPhase.Send);
        }

        try
        {
            Task flushed = transport.FlushAsync(cancellationToken);
            if (!flushed.IsCompletedSuccessfully)
                return SendAsync(flushed);
            End(Outcome());
            return flushed;
        }
        catch (Exception e)
        {
            Fail(e);
            throw;
        }
    }

    protected override void FailCore(Exception exception)
    {
        // The protocol tells of a failure, and then the processor that it has thrown out of.
        if (_hasFailed)
            return;
        _hasFailed = true;
        if (!_isStarted)
        {
            // A connection that is closed between two messages is none of our business.
            if (_message is null && Connection.Clock.FirstByte <= 0)
                return;
            RequestEnds();
            Reject(Outcomes.RejectionOf(exception), PeerText.Bounded(Guard.MessageOf(exception)));
        }

        Connection.Failed(exception);
        End(Outcomes.Of(exception));
    }

    /// <summary>The connection is closed, or goes on to the next request: nobody has seen a reply to this one.</summary>
    public void Abandon()
    {
        // A processor that is observed tells itself when it is done.
        if (_isStarted && !IsProcessed)
            End(CallOutcome.Failed(ErrorTypes.Cancelled));
    }

    /// <summary>The processor is done with the request.</summary>
    public void Processed()
    {
        RequestEnds();
        if (ReplyType is null && HandlerException() is { } exception)
            End(CallOutcome.Failed(exception.GetType().FullName ?? exception.GetType().Name, exception));
        else
            End(Outcome());
    }

    // Without a call, such as of a message that can't be read at all, nothing else tells of it.
    private void Reject(string reason, string problem)
    {
        if (_call is null)
        {
            Connection.Instrumentation.Reject(reason, Connection.PeerName, problem);
            return;
        }

        Connection.Instrumentation.CountRejected(reason);
        _call.Reject(reason, problem);
    }

    private ServerCall? Start(MethodTelemetry telemetry, bool isWithinRequest, bool isWithinCall)
    {
        MessageClock clock = Connection.Clock;
        long firstByte = clock.FirstByte > 0 ? clock.FirstByte : _begun;
        long decodeStarted = Math.Max(_begun, firstByte);
        RequestTimes times = new(firstByte, decodeStarted, decodeStarted, Stopwatch.GetTimestamp());
        CallInstrumentation instrumentation = Connection.Instrumentation;
        InboundContexts contexts = Context?.Contexts ?? new InboundContexts();
        ActivityContext enclosing = isWithinRequest ? Activity.Current?.Context ?? default : default;
        // What runs a server is not the parent of its calls; but a handler that calls within the process is, if nothing says better.
        if (!isWithinRequest && (!isWithinCall || contexts.Contexts.Count > 0))
            Activity.Current = null;
        return ServerCall.Start(instrumentation, telemetry, times, contexts, instrumentation.Options.Context, enclosing);
    }

    private CallOutcome Outcome()
    {
        if (IsError)
            return CallOutcome.ApplicationError(ApplicationError, HandlerException());
        return OutcomeField is null or 0
            ? CallOutcome.Ok
            : CallOutcome.Declared(_declaredException ?? SemanticConventions.Other, HandlerException());
    }

    private Exception? HandlerException() => _handlerException ?? _handler switch
    {
        { IsFaulted: true } => _handler.Exception!.InnerException,
        { IsCanceled: true } => new TaskCanceledException(_handler),
        _ => null,
    };

    private async Task SendAsync(Task flushed)
    {
        try
        {
            await flushed.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Fail(e);
            throw;
        }

        End(Outcome());
    }

    private void End(in CallOutcome outcome)
    {
        Connection.Forget(this);
        if (_call is null)
            return;
        // Only now, since in JSON a bracket follows the arguments.
        if (_isCounted)
            _call.RequestSize = Connection.SizeRead;
        _call.Complete(outcome);
    }

    /// <summary>What flows with the handler, and with all that it starts, for however long that goes on.</summary>
    private sealed class Flow(ServerExchange exchange)
    {
        public ServerExchange? Exchange { get; set; } = exchange;
    }
}
