using System.Diagnostics;
using Thrift;
using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thrift.Transport;
using Thriftscope.ApacheThrift.Connections;
using Thriftscope.ApacheThrift.Generated;
using Thriftscope.ApacheThrift.Servers;
using Thriftscope.ApacheThrift.Sessions;
using Thriftscope.ApacheThrift.Transports;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Calls;

/// <summary>A call as its client makes it: from the first written byte to the last of the reply that is read.</summary>
internal sealed class ClientExchange : Exchange
{
    private readonly ClientCall? _call;
    private readonly MethodShape? _shape;
    private readonly bool _isOneway;
    private readonly Activity? _context;
    private readonly string _method;
    private bool _hasOwnContextField;
    private bool _isOfThisCall;
    private long _sentAt;
    private long _lastDecoded;

    /// <param name="connection">What the call goes over.</param>
    /// <param name="call">What it leaves behind, if anyone listens.</param>
    /// <param name="message">The message that it is made with.</param>
    /// <param name="method">The method that it calls.</param>
    /// <param name="writer">What it is written to.</param>
    public ClientExchange(Connection connection, ClientCall? call, TMessage message, ServedMethod method, ObservedTransport writer)
        : base(connection)
    {
        _call = call;
        _method = method.Name;
        _shape = method.Shape;
        _isOneway = message.Type == TMessageType.Oneway;
        _context = call?.Activity ?? Activity.Current;
        SequenceId = message.SeqID;
        WriteTo(writer);
    }

    public int SequenceId { get; }

    public bool IsAnswered => ReplyType is not null;

    public override void FieldBegin(TField field)
    {
        base.FieldBegin(field);
        _hasOwnContextField |= Depth == 1 && ReplyType is null && field.ID == TrailingFieldDialect.Id;
    }

    public override void StructEnd()
    {
        base.StructEnd();
        // Generated code that misses a required field throws right after the struct, where nobody sees it.
        if (IsAnswered && _call is not null)
            _lastDecoded = Stopwatch.GetTimestamp();
    }

    /// <summary>
    /// What goes out as the last field of the arguments: nothing where there is no context, or where headers carry it, or where
    /// the arguments have such a field of their own.
    /// </summary>
    public ContextCarrier? OutgoingContext() => Contained.Run(this, static e => e.FindOutgoingContext());

    /// <summary>What goes out in the header of a session.</summary>
    public ContextCarrier? HeaderContext(ThriftContextDialect dialect) => Contained.Run((Exchange: this, dialect), static s => s.Exchange.Inject(s.dialect));

    /// <summary>Tells of the header on the span.</summary>
    public void Describe(OutgoingHeader header)
    {
        if (_call?.Activity is { } span)
            Contained.Run((header, span), static s => s.header.Describe(s.span));
    }

    /// <summary>What was written before this is not of the request.</summary>
    public void RequestBegins(ObservedTransport writer) => WriteTo(writer);

    public override Task FlushAsync(TTransport transport, CancellationToken cancellationToken)
    {
        Connection.Sent(this);
        if (_call is not null)
            _call.RequestSize = SizeWritten;
        // HTTP's flush waits for the whole response.
        _call?.Enter(Connection.IsHttp ? CallPhase.Wait : CallPhase.Send);
        Connection.Clock.Reset(wanted: _call is not null);
        Activity? current = Activity.Current;
        try
        {
            // HttpClient takes the context from the current activity.
            if (Connection.FlushNeedsActivity)
                Activity.Current = _context;
            Task flushed = transport.FlushAsync(cancellationToken);
            if (!flushed.IsCompletedSuccessfully)
                return SendAsync(flushed);
            Sent();
            return flushed;
        }
        catch (Exception e)
        {
            Fail(e);
            throw;
        }
        finally
        {
            Activity.Current = current;
        }
    }

    public void ReplyBegins(TMessage reply)
    {
        ReplyBegins(reply.Type);
        _isOfThisCall = NameWithoutService(reply.Name) == _method;
        if (_call is null)
            return;
        MessageClock clock = Connection.Clock;
        long firstByte = Math.Max(clock.FirstByte, _sentAt);
        _call.Enter(CallPhase.Receive, firstByte);
        _call.Enter(CallPhase.Deserialize, Math.Max(clock.Received, firstByte));
    }

    public void ReplyEnds()
    {
        Connection.Forget(this);
        if (_call is null)
            return;
        _call.ResponseSize = Connection.SizeRead;
        EndQuietly(_call, Outcome(), Stopwatch.GetTimestamp());
    }

    protected override void FailCore(Exception exception)
    {
        Connection.Forget(this);
        if (_call is not null)
            EndQuietly(_call, Outcomes.Of(exception), Stopwatch.GetTimestamp());
        Connection.CountIfOpen();
    }

    /// <summary>The client goes on without this call, or is closed: what ended it was not seen.</summary>
    public void Abandon()
    {
        Connection.Forget(this);
        if (_call is null)
            return;
        if (IsAnswered)
            EndQuietly(_call, CallOutcome.Failed(ErrorTypes.ProtocolError), _lastDecoded == 0 ? Stopwatch.GetTimestamp() : _lastDecoded);
        else
            EndQuietly(_call, CallOutcome.Failed(ErrorTypes.Cancelled), Stopwatch.GetTimestamp());
    }

    private ContextCarrier? FindOutgoingContext()
    {
        if (Depth != 1 || _context is null || IsAnswered || Connection.Granted is not null)
            return null;
        ThriftContextOptions options = Connection.Instrumentation.Options.Context;
        bool isInHeaders = Connection.Headers is not null && options.Write?.Contains(ThriftContextDialects.Header) != false;
        bool isInField = !_hasOwnContextField
            && (options.Write?.Contains(ThriftContextDialects.TrailingField) ?? (!Connection.IsHttp && Connection.Headers is null));
        if (!isInHeaders && !isInField)
            return null;
        ContextCarrier carrier = new();
        ContextPropagator.Current.Inject(_context, carrier);
        CallInstruments instruments = Connection.Instrumentation.Instruments;
        ThriftContextDialect dialect = isInHeaders ? ThriftContextDialects.Header : ThriftContextDialects.TrailingField;
        ContextLimit.Fit(carrier, options, dialect.Name, instruments.Dropped);
        if (isInHeaders)
            Connection.Headers!.SetContext(carrier, instruments);
        return isInField && carrier.Count > 0 ? carrier : null;
    }

    private ContextCarrier? Inject(ThriftContextDialect dialect)
    {
        if (_context is null)
            return null;
        ContextCarrier carrier = new();
        ContextPropagator.Current.Inject(_context, carrier);
        ContextLimit.Fit(carrier, Connection.Instrumentation.Options.Context, dialect.Name, Connection.Instrumentation.Instruments.Dropped);
        return carrier;
    }

    // Without a change of the current activity, which belongs to whoever called.
    private static void EndQuietly(ClientCall call, in CallOutcome outcome, long timestamp)
    {
        Activity? current = Activity.Current;
        call.Complete(outcome, timestamp);
        Activity.Current = current;
    }

    // Servers differ in whether they answer a multiplexed call by its whole name.
    private static string NameWithoutService(string? name) =>
        name is null ? "" : name[(name.IndexOf(TMultiplexedProtocol.Separator, StringComparison.Ordinal) + 1)..];

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

        Sent();
    }

    private void Sent()
    {
        _sentAt = Stopwatch.GetTimestamp();
        _call?.Enter(CallPhase.Wait, _sentAt);
        if (!_isOneway)
            return;
        Connection.Forget(this);
        if (_call is not null)
            EndQuietly(_call, CallOutcome.Ok, _sentAt);
    }

    private CallOutcome Outcome()
    {
        if (IsError)
            return CallOutcome.ApplicationError(ApplicationError, new TApplicationException((TApplicationException.ExceptionType)ApplicationError, ErrorMessage));
        // Apache's clients take any reply for theirs, such as the late one of a call that was given up.
        if (!_isOfThisCall)
            return CallOutcome.ApplicationError((int)TApplicationException.ExceptionType.WrongMethodName);
        return OutcomeField switch
        {
            null when _shape is { ReturnsValue: true } => CallOutcome.ApplicationError((int)TApplicationException.ExceptionType.MissingResult),
            null or 0 => CallOutcome.Ok,
            { } id => CallOutcome.Declared(_shape?.ExceptionName(id) ?? SemanticConventions.Other),
        };
    }
}
