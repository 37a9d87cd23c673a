using System.Buffers;
using System.Diagnostics;
using Thriftscope.AspNetCore.Handlers;
using Thriftscope.Sessions;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore.Requests;

/// <summary>Reads requests, and finds the service and the method that they call.</summary>
internal sealed class RequestDecoder(ServiceTable services, ThriftServerOptions options)
{
    /// <summary>Reads one whole message.</summary>
    /// <exception cref="ThriftProtocolException">It has no readable header: what follows it on the connection can't be trusted.</exception>
    public Request Decode(in WireMessage message, long firstByte, long complete)
    {
        long started = Stopwatch.GetTimestamp();
        RequestVisitor visitor = new(services, message, FormatOf(message), options.Limits);
        Request request = MessageCodec.Read<RequestVisitor, Request>(message, options.Limits, ref visitor);
        request.Times = new RequestTimes(firstByte, complete, started, Stopwatch.GetTimestamp());
        return request;
    }

    // Each message of a connection may have the one form of the binary protocol or the other.
    private WireFormat FormatOf(in WireMessage message)
    {
        if (message.Format.Protocol != ThriftProtocol.Binary || !new SequenceReader<byte>(message.Body).TryPeek(out byte first))
            return message.Format;
        bool isStrict = first >= 0x80;
        return isStrict || options.AllowNonStrictBinary
            ? message.Format with { IsStrict = isStrict }
            : throw new ThriftProtocolException(ThriftProtocolError.BadVersion, "A binary message without a version is not allowed here", 0);
    }

    private readonly struct RequestVisitor(ServiceTable services, in WireMessage message, WireFormat format, ThriftLimits limits) : IMessageVisitor<Request>
    {
        private readonly WireMessage _message = message;

        public Request Visit<TReader>(ref TReader reader)
            where TReader : IThriftReader, allows ref struct
        {
            MessageHeader header = reader.ReadMessageBegin();
            (ThriftServiceBinding? service, string serviceName, string methodName) = services.Find(header.Name);
            BoundMethod? method = service?.FindMethod(methodName);
            Request request = new()
            {
                Header = header,
                Format = format,
                Headers = _message.Headers,
                FrameSequenceId = _message.SequenceId,
                Service = service,
                ServiceName = serviceName,
                MethodName = methodName,
                Method = method,
                Size = _message.Size,
            };
            if (_message.Headers is not null && HeaderFramer.FormatOf(format.Transport) is { } layout)
                ContextHeaders.Read(_message.Headers, layout.Place, request.Contexts);
            if (method is not null)
                ReadArguments(ref reader, request, method);
            else if (header.Type == MessageType.Call && SessionProbe.DialectOf(methodName) is not ThriftSession.None and var dialect)
                ReadProbe(ref reader, request, dialect);
            return request;
        }

        private static void ReadProbe<TReader>(ref TReader reader, Request request, ThriftSession dialect)
            where TReader : IThriftReader, allows ref struct
        {
            try
            {
                request.Probe = SessionProbe.Read(ref reader, dialect);
            }
            catch (ThriftProtocolException e)
            {
                request.Probe = new SessionProbe(ThriftSession.None, Upgrade: null);
                request.Problem = e;
            }
        }

        private void ReadArguments<TReader>(ref TReader reader, Request request, BoundMethod method)
            where TReader : IThriftReader, allows ref struct
        {
            ContextFields.Collect(request.Contexts);
            try
            {
                request.Arguments = method.ReadArguments(ref reader, request.Contexts);
                reader.ReadMessageEnd();
                // Perhaps another request, whose client would wait for its answer for ever.
                if (reader.Consumed < _message.Body.Length)
                    throw ThriftProtocolException.BytesBehind(_message.Body.Length - reader.Consumed, reader.Consumed);
            }
            catch (ThriftProtocolException e)
            {
                // The message's end is known, so the connection can go on.
                request.Problem = method.Locate(e, _message, limits);
                _ = request.Problem.Within(method.Name);
            }
            finally
            {
                ContextFields.Collect(null);
            }
        }
    }
}
