using System.Diagnostics;
using System.IO.Pipelines;
using Thriftscope.AspNetCore.Handlers;
using Thriftscope.Schema;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore.Connections;

/// <summary>Handles the requests of one connection, one after the other, and writes the replies.</summary>
internal sealed class RequestProcessor(ConnectionInfo connection, PipeWriter output, ThriftServerOptions options, ServerTelemetry telemetry, IServiceProvider services)
    : IDisposable
{
    private readonly MessageBuffer _reply = new();

    /// <summary>Whether the peer still takes replies.</summary>
    public bool IsOutputOpen { get; private set; } = true;

    /// <summary>Handles a request, and answers it whatever the handler does.</summary>
    public async ValueTask ProcessAsync(Request request, CancellationToken disconnected)
    {
        // The call's span becomes current in this async method, and is gone when it returns.
        Activity.Current = null;
        ServerCall? call = StartCall(request);
        CallOutcome outcome;
        if (request.Method is null)
        {
            outcome = Refuse(request, call, ThriftApplicationError.UnknownMethod, "unknown_method", request.Service is null
                ? $"There is no service \"{PeerText.Bounded(request.ServiceName)}\" here"
                : $"{request.ServiceName} has no method \"{PeerText.Bounded(request.MethodName)}\"");
        }
        else if (request.Header.Type is not (MessageType.Call or MessageType.Oneway))
        {
            outcome = Refuse(
                request, call, ThriftApplicationError.InvalidMessageType, "invalid_message_type", $"A request can't be a message of type {request.Header.Type}");
        }
        else if (request.Problem is { } problem)
        {
            outcome = Refuse(request, call, ThriftApplicationError.ProtocolError, ServerTelemetry.ReasonOf(problem), problem.Message, problem);
        }
        else
        {
            outcome = await HandleAsync(request, request.Method, call, disconnected).ConfigureAwait(false);
        }

        if (_reply.Length > 0)
            outcome = await SendAsync(call, outcome).ConfigureAwait(false);
        call?.Complete(outcome);
    }

    public void Dispose() => _reply.Dispose();

    private ServerCall? StartCall(Request request)
    {
        CallInstrumentation instrumentation = telemetry.Instrumentation;
        MethodTelemetryCache methods = connection.Methods;
        MethodTelemetry method = request.Method is null
            ? methods.Unknown(instrumentation, request.ServiceName, request.MethodName, request.Header.Type == MessageType.Oneway)
            : methods.Get(instrumentation, request.ServiceName, request.MethodName, request.Method.Schema.IsOneway);

        ServerCall? call = ServerCall.Start(instrumentation, method, request.Times, request.Context);
        if (call is null)
            return null;
        instrumentation.RecordWait(method, request.Times);
        call.RequestSize = request.Size;
        call.SetPeer(connection.PeerAddress, connection.PeerPort);
        return call;
    }

    private async ValueTask<CallOutcome> HandleAsync(Request request, BoundMethod method, ServerCall? call, CancellationToken disconnected)
    {
        call?.Enter(CallPhase.Handle);
        try
        {
            // Who sends a oneway call may well be gone: that is no reason to give it up.
            CancellationToken cancellation = request.WantsReply ? disconnected : CancellationToken.None;
            object? result = await request.Service!.InvokeAsync(method, request.Arguments!, services, cancellation).ConfigureAwait(false);
            call?.Enter(CallPhase.Serialize);
            return request.WantsReply ? WriteResult(request, method.Schema, result) : CallOutcome.Ok;
        }
        catch (Exception e)
        {
            call?.Enter(CallPhase.Serialize);
            return request.WantsReply ? WriteFailure(request, method.Schema, e, disconnected) : CallOutcome.Failed(e.GetType().FullName!, e);
        }
    }

    private CallOutcome WriteResult(Request request, MethodSchema method, object? result)
    {
        ThriftStruct reply = new(method.Result);
        if (method.ReturnType is not null)
        {
            if (result is null)
                return WriteError(request, ThriftApplicationError.MissingResult, $"The handler of {method.Name} returned null; {method} needs a result");
            reply.Set(method.Result.FindField(0)!, result);
        }

        WriteReply(request, reply);
        return CallOutcome.Ok;
    }

    private CallOutcome WriteFailure(Request request, MethodSchema method, Exception exception, CancellationToken disconnected)
    {
        switch (exception)
        {
            case ThriftDeclaredException declared when Declared(method, declared) is { } field:
                try
                {
                    ThriftStruct reply = new(method.Result);
                    reply.Set(field, declared.Value);
                    WriteReply(request, reply);
                    return CallOutcome.Declared(declared.Name, declared);
                }
                catch (Exception e)
                {
                    return WriteInternalError(request, e);
                }

            // One that came from a service behind this one is no answer of this service.
            case ThriftApplicationException { IsReceived: false } application:
                return WriteError(request, application.Error, application.Message, application);
            case OperationCanceledException when disconnected.IsCancellationRequested:
                return CallOutcome.Failed(ErrorTypes.Cancelled, exception);
            default:
                return WriteInternalError(request, exception);
        }
    }

    // By name too, since an exception that a service behind this one declares may be of another loaded file.
    private static FieldSchema? Declared(MethodSchema method, ThriftDeclaredException exception) =>
        method.Exceptions.FirstOrDefault(f => f.Type == exception.Value.Schema) ?? method.Exceptions.FirstOrDefault(f => f.Type.Name == exception.Name);

    private CallOutcome WriteInternalError(Request request, Exception exception) => WriteError(
        request,
        ThriftApplicationError.InternalError,
        options.ExposeExceptionMessages ? $"{exception.GetType().Name}: {Guard.MessageOf(exception)}" : $"Internal error in {request.MethodName}",
        exception);

    private void WriteReply(Request request, ThriftStruct reply) =>
        _ = MessageCodec.Write(_reply, request.Format, options.Limits, request.Header with { Name = request.MethodName, Type = MessageType.Reply }, reply);

    private CallOutcome WriteError(Request request, ThriftApplicationError error, string message, Exception? exception = null)
    {
        _ = MessageCodec.WriteException(_reply, request.Format, request.Header with { Name = request.MethodName }, error, message);
        return CallOutcome.ApplicationError((int)error, exception);
    }

    private CallOutcome Refuse(
        Request request, ServerCall? call, ThriftApplicationError error, string reason, string message, Exception? exception = null)
    {
        telemetry.Reject(call, reason, message);
        call?.Enter(CallPhase.Serialize);
        return request.WantsReply ? WriteError(request, error, message, exception) : CallOutcome.ApplicationError((int)error, exception);
    }

    private async ValueTask<CallOutcome> SendAsync(ServerCall? call, CallOutcome outcome)
    {
        if (call is not null)
        {
            call.ResponseSize = _reply.Length;
            call.Enter(CallPhase.Send);
        }

        try
        {
            FlushResult result = await output.WriteAsync(_reply.Written).ConfigureAwait(false);
            IsOutputOpen = !result.IsCompleted;
            return IsOutputOpen ? outcome : CallOutcome.Failed(ErrorTypes.EndOfFile);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or OperationCanceledException)
        {
            IsOutputOpen = false;
            return CallOutcome.Failed(ErrorTypes.EndOfFile, e);
        }
        finally
        {
            _reply.Clear();
        }
    }
}
