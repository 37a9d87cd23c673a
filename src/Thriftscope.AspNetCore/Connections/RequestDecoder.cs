using System.Buffers;
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
    public Request Decode(in ReadOnlySequence<byte> message, long size, long firstByte, long complete)
    {
        long started = Stopwatch.GetTimestamp();
        ThriftBinaryReader reader = new(message, limits);
        MessageHeader header = reader.ReadMessageBegin();
        (ThriftServiceBinding? service, string serviceName, string methodName) = services.Find(header.Name);
        BoundMethod? method = service?.FindMethod(methodName);
        Request request = new()
        {
            Header = header,
            Service = service,
            ServiceName = serviceName,
            MethodName = methodName,
            Method = method,
            Size = size,
        };
        if (method is not null)
            ReadArguments(ref reader, request, method);
        request.Times = new RequestTimes(firstByte, complete, started, Stopwatch.GetTimestamp());
        return request;
    }

    private static void ReadArguments(ref ThriftBinaryReader reader, Request request, BoundMethod method)
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
