using System.Diagnostics;
using Thriftscope.AspNetCore.Handlers;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore.Requests;

/// <summary>Handles decoded requests, whatever brought them: telemetry, limits, interceptors, the handler, the reply.</summary>
internal sealed class RequestHandler(ThriftServerOptions options, ServerTelemetry telemetry, ServerLoad load, HandlerPipeline pipeline)
{
    private readonly ReplyWriter _writer = new(options);

    /// <summary>Whether calls of a method have a context, for which headers are collected.</summary>
    public bool WantsContext(BoundMethod method) => pipeline.WantsContext(method);

    /// <summary>Handles a request, and answers it whatever the handler does.</summary>
    /// <param name="request">The request.</param>
    /// <param name="caller">Who sent it.</param>
    /// <param name="reply">An empty buffer for the reply. It is empty again at the end.</param>
    /// <param name="target">Where the reply goes.</param>
    /// <param name="disconnected">Cancelled when the client has gone.</param>
    public async ValueTask HandleAsync(Request request, Caller caller, MessageBuffer reply, IReplyTarget target, CancellationToken disconnected)
    {
        if (request.Probe is not null)
        {
            // No call: nothing is recorded of it.
            _writer.WriteProbeAnswer(reply, request);
            _ = await SendAsync(reply, call: null, CallOutcome.Ok, target, headers: null).ConfigureAwait(false);
            return;
        }

        // The call's span, and what tracking knows of it, become current in this async method, and are gone when it returns.
        ServerCall? call = StartCall(request, caller);
        TrackedRequest? tracked = TrackedRequest.Begin(request, options.Tracker);
        try
        {
            CallOutcome outcome = await AnswerAsync(request, call, caller, reply, target, disconnected).ConfigureAwait(false);
            call?.Complete(outcome);
            tracked?.End(outcome.ErrorType is null, outcome.Exception);
        }
        catch (Exception e)
        {
            // Not even an error could be answered.
            call?.Complete(CallOutcome.Failed(e.GetType().FullName!, e));
            tracked?.End(hasResult: false, e);
            throw;
        }
    }

    private async ValueTask<CallOutcome> AnswerAsync(
        Request request, ServerCall? call, Caller caller, MessageBuffer reply, IReplyTarget target, CancellationToken disconnected)
    {
        CallOutcome outcome;
        ThriftCallContext? context = null;
        if (request.Method is null)
        {
            outcome = Refuse(request, call, reply, ThriftApplicationError.UnknownMethod, "unknown_method", request.Service is null
                ? $"There is no service \"{PeerText.Bounded(request.ServiceName)}\" here"
                : $"{request.ServiceName} has no method \"{PeerText.Bounded(request.MethodName)}\"");
        }
        else if (request.Header.Type is not (MessageType.Call or MessageType.Oneway))
        {
            outcome = Refuse(
                request, call, reply, ThriftApplicationError.InvalidMessageType, "invalid_message_type", $"A request can't be a message of type {request.Header.Type}");
        }
        else if (request.Problem is { } problem)
        {
            outcome = Refuse(request, call, reply, ThriftApplicationError.ProtocolError, ServerTelemetry.ReasonOf(problem), problem.Message, problem);
        }
        else if (!load.TryStartCall(options.MaxConcurrentCalls))
        {
            outcome = Refuse(
                request, call, reply, ThriftApplicationError.InternalError, "overloaded", $"The server is overloaded: {options.MaxConcurrentCalls} calls are under way already");
            outcome = outcome with { ErrorType = ErrorTypes.Overloaded };
        }
        else
        {
            context = pipeline.ContextFor(request, caller, options);
            outcome = await RunAsync(request, request.Method, call, context, reply, disconnected).ConfigureAwait(false);
        }

        // The handler of a call that has timed out may still be adding headers.
        ThriftHeaders? headers = outcome.ErrorType == ErrorTypes.TimedOut ? null : context?.SentResponseHeaders;
        return reply.Length > 0 ? await SendAsync(reply, call, outcome, target, headers).ConfigureAwait(false) : outcome;
    }

    private ServerCall? StartCall(Request request, Caller caller)
    {
        CallInstrumentation instrumentation = telemetry.Instrumentation;
        MethodTelemetryCache methods = caller.MethodsOf(request.Format);
        MethodTelemetry method = request.Method is null
            ? methods.Unknown(instrumentation, request.ServiceName, request.MethodName, request.Header.Type == MessageType.Oneway)
            : methods.Get(instrumentation, request.ServiceName, request.MethodName, request.Method.IsOneway);

        ServerCall? call = ServerCall.Start(
            instrumentation, method, request.Times, request.Contexts, options.Context ?? instrumentation.Options.Context, request.Parent);
        if (call is null)
            return null;
        instrumentation.RecordWait(method, request.Times);
        call.RequestSize = request.Size;
        call.SetPeer(caller.PeerAddress, caller.PeerPort);
        if (request.Session is not null && call.Activity is { IsAllDataRequested: true } span)
            request.Session.Describe(span);
        return call;
    }

    private async ValueTask<CallOutcome> RunAsync(
        Request request, BoundMethod method, ServerCall? call, ThriftCallContext? context, MessageBuffer reply, CancellationToken disconnected)
    {
        call?.Enter(CallPhase.Handle);
        try
        {
            // Who sends a oneway call may well be gone: that is no reason to give it up.
            CancellationToken cancellation = request.WantsReply ? disconnected : CancellationToken.None;
            object? result;
            if (options.RequestTimeout == Timeout.InfiniteTimeSpan)
            {
                try
                {
                    result = await pipeline.InvokeAsync(request, method, context, cancellation).ConfigureAwait(false);
                }
                finally
                {
                    load.EndCall();
                }
            }
            else
            {
                result = await new TimedCall(options.RequestTimeout, pipeline, load, telemetry).RunAsync(request, method, context, cancellation).ConfigureAwait(false);
            }

            call?.Enter(CallPhase.Serialize);
            return request.WantsReply ? _writer.WriteResult(reply, request, method, result, context?.SentResponseHeaders) : CallOutcome.Ok;
        }
        catch (RequestTimeoutException e)
        {
            call?.Enter(CallPhase.Serialize);
            CallOutcome answered = request.WantsReply ? ReplyWriter.WriteError(reply, request, ThriftApplicationError.InternalError, e.Message, e) : CallOutcome.Failed(ErrorTypes.TimedOut, e);
            return answered with { ErrorType = ErrorTypes.TimedOut };
        }
        catch (OperationCanceledException e) when (disconnected.IsCancellationRequested && request.WantsReply)
        {
            return CallOutcome.Failed(ErrorTypes.Cancelled, e);
        }
        catch (Exception e)
        {
            call?.Enter(CallPhase.Serialize);
            return request.WantsReply
                ? _writer.WriteFailure(reply, request, method, e, context?.SentResponseHeaders)
                : CallOutcome.Failed(e.GetType().FullName!, e);
        }
    }

    private CallOutcome Refuse(
        Request request, ServerCall? call, MessageBuffer reply, ThriftApplicationError error, string reason, string message, Exception? exception = null)
    {
        telemetry.Reject(call, reason, message);
        call?.Enter(CallPhase.Serialize);
        return request.WantsReply ? ReplyWriter.WriteError(reply, request, error, message, exception) : CallOutcome.ApplicationError((int)error, exception);
    }

    private static async ValueTask<CallOutcome> SendAsync(
        MessageBuffer reply, ServerCall? call, CallOutcome outcome, IReplyTarget target, ThriftHeaders? headers)
    {
        if (call is not null)
        {
            call.ResponseSize = reply.Length;
            call.Enter(CallPhase.Send);
        }

        try
        {
            return await target.SendAsync(reply.Written, headers).ConfigureAwait(false) ? outcome : CallOutcome.Failed(ErrorTypes.EndOfFile);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or OperationCanceledException)
        {
            return CallOutcome.Failed(ErrorTypes.EndOfFile, e);
        }
        finally
        {
            reply.Clear();
        }
    }
}
