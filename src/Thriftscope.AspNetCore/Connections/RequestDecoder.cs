using System.Diagnostics;
using Thriftscope.AspNetCore.Handlers;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore.Connections;

/// <summary>Reads requests, and finds the service and the method that they call.</summary>
internal sealed class RequestDecoder(ServiceTable services, ThriftLimits limits)
{
    /// <summary>Reads one whole message.</summary>
    /// <exception cref="ThriftProtocolException">It has no readable header: what follows it on the connection can't be trusted.</exception>
    public Request Decode(in WireMessage message, long firstByte, long complete)
    {
        long started = Stopwatch.GetTimestamp();
        RequestVisitor visitor = new(services, message);
        Request request = MessageCodec.Read<RequestVisitor, Request>(message, limits, ref visitor);
        request.Times = new RequestTimes(firstByte, complete, started, Stopwatch.GetTimestamp());
        return request;
    }

    private readonly struct RequestVisitor(ServiceTable services, in WireMessage message) : IMessageVisitor<Request>
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
                Format = _message.Format,
                Headers = _message.Headers,
                Service = service,
                ServiceName = serviceName,
                MethodName = methodName,
                Method = method,
                Size = _message.Size,
            };
            if (method is not null)
                ReadArguments(ref reader, request, method);
            return request;
        }

        private static void ReadArguments<TReader>(ref TReader reader, Request request, BoundMethod method)
            where TReader : IThriftReader, allows ref struct
        {
            try
            {
                request.Arguments = method.Schema.Arguments.Read(ref reader, request.Context);
            }
            catch (ThriftProtocolException e)
            {
                // The message's end is known, so the connection can go on.
                _ = e.Within(method.Schema.Name);
                request.Problem = e;
            }
        }
    }
}
