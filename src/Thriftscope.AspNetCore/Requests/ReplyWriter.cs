using Thriftscope.AspNetCore.Handlers;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore.Requests;

/// <summary>Writes the reply of a request: a result, a declared exception or a TApplicationException.</summary>
internal sealed class ReplyWriter(ThriftServerOptions options)
{
    public CallOutcome WriteResult(MessageBuffer buffer, Request request, BoundMethod method, object? result, ThriftHeaders? headers)
    {
        if (method.ReplyWith(result) is not { } reply)
            return WriteError(buffer, request, ThriftApplicationError.MissingResult, $"The handler of {method.Name} returned null; {method.Callable.Schema} needs a result", headers: headers);
        WriteReply(buffer, request, reply, headers);
        return CallOutcome.Ok;
    }

    /// <summary>Writes what a handler or an interceptor threw.</summary>
    public CallOutcome WriteFailure(MessageBuffer buffer, Request request, BoundMethod method, Exception exception, ThriftHeaders? headers)
    {
        switch (exception)
        {
            case ThriftDeclaredException declared:
                try
                {
                    if (method.ReplyWith(declared) is not { } reply)
                        return WriteInternalError(buffer, request, declared, headers);
                    WriteReply(buffer, request, reply, headers);
                    return CallOutcome.Declared(declared.Name, declared);
                }
                catch (Exception e)
                {
                    return WriteInternalError(buffer, request, e, headers);
                }

            // One that came from a service behind this one is no answer of this service.
            case ThriftApplicationException { IsReceived: false } application:
                return WriteError(buffer, request, application.Error, application.Message, application, headers);
            default:
                return WriteInternalError(buffer, request, exception, headers);
        }
    }

    public static CallOutcome WriteError(
        MessageBuffer buffer,
        Request request,
        ThriftApplicationError error,
        string message,
        Exception? exception = null,
        ThriftHeaders? headers = null)
    {
        MessageHeader header = request.Header with { Name = request.MethodName };
        try
        {
            _ = MessageCodec.WriteException(buffer, request.Format, header, error, message, headers, request.FrameSequenceId, request.Session?.ReplyPrefix);
        }
        catch (ThriftValueException) when (headers is not null)
        {
            // Headers for which there is no room may be why this error is written: it is answered without them.
            return WriteError(buffer, request, error, message, exception);
        }
        catch (ThriftProtocolException e) when (e.Error == ThriftProtocolError.SizeLimit)
        {
            // It is the handler's, and may be of any size.
            _ = MessageCodec.WriteException(buffer, request.Format, header, error, "The message of the error is too large to be sent", headers, request.FrameSequenceId, request.Session?.ReplyPrefix);
        }

        return CallOutcome.ApplicationError((int)error, exception);
    }

    /// <summary>Answers a probe, with the name that it came with.</summary>
    public void WriteProbeAnswer(MessageBuffer buffer, Request request)
    {
        IMessagePrefix? prefix = request.Session?.ReplyPrefix;
        if (request.ProbeAnswer is { } answer)
        {
            MessageHeader header = request.Header with { Type = MessageType.Reply };
            _ = MessageCodec.Write(buffer, request.Format, options.Limits, header, answer, sequenceId: request.FrameSequenceId, prefix: prefix);
            return;
        }

        (ThriftApplicationError error, string message) = request.Problem is { } problem
            ? (ThriftApplicationError.ProtocolError, problem.Message)
            : (ThriftApplicationError.UnknownMethod, $"{request.MethodName} is not accepted here");
        _ = MessageCodec.WriteException(buffer, request.Format, request.Header, error, message, sequenceId: request.FrameSequenceId, prefix: prefix);
    }

    private CallOutcome WriteInternalError(MessageBuffer buffer, Request request, Exception exception, ThriftHeaders? headers) => WriteError(
        buffer,
        request,
        ThriftApplicationError.InternalError,
        options.ExposeExceptionMessages ? $"{exception.GetType().Name}: {Guard.MessageOf(exception)}" : $"Internal error in {request.MethodName}",
        exception,
        headers);

    private void WriteReply(MessageBuffer buffer, Request request, IMessageBody reply, ThriftHeaders? headers) =>
        _ = MessageCodec.Write(
            buffer,
            request.Format,
            options.Limits,
            request.Header with { Name = request.MethodName, Type = MessageType.Reply },
            reply,
            headers: headers,
            sequenceId: request.FrameSequenceId,
            prefix: request.Session?.ReplyPrefix);
}
