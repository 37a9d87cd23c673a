using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Thriftscope.Backends.Tests.Otlp.Proto;

namespace Thriftscope.Backends.Tests.Otlp;

/// <summary>OTLP by gRPC: one service for each signal.</summary>
internal static class OtlpGrpc
{
    private static async Task<TResponse> TakeAsync<TResponse>(OtlpReceiver receiver, IMessage message, ServerCallContext context)
        where TResponse : new()
    {
        HttpRequest request = context.GetHttpContext().Request;
        StatusCode status = await receiver.Manners.JudgeAsync(request) switch
        {
            OtlpVerdict.Accepted => StatusCode.OK,
            OtlpVerdict.Unavailable => StatusCode.Unavailable,
            OtlpVerdict.Unauthenticated => StatusCode.Unauthenticated,
            _ => StatusCode.InvalidArgument,
        };
        if (status != StatusCode.OK)
            throw new RpcException(new Status(status, "as the test wants"));
        receiver.Inbox.Add(new OtlpRequest(request, message));
        return new TResponse();
    }

    internal sealed class Traces(OtlpReceiver receiver) : TraceService.TraceServiceBase
    {
        public override Task<ExportTraceServiceResponse> Export(ExportTraceServiceRequest request, ServerCallContext context) =>
            TakeAsync<ExportTraceServiceResponse>(receiver, request, context);
    }

    internal sealed class Metrics(OtlpReceiver receiver) : MetricsService.MetricsServiceBase
    {
        public override Task<ExportMetricsServiceResponse> Export(ExportMetricsServiceRequest request, ServerCallContext context) =>
            TakeAsync<ExportMetricsServiceResponse>(receiver, request, context);
    }

    internal sealed class Logs(OtlpReceiver receiver) : LogsService.LogsServiceBase
    {
        public override Task<ExportLogsServiceResponse> Export(ExportLogsServiceRequest request, ServerCallContext context) =>
            TakeAsync<ExportLogsServiceResponse>(receiver, request, context);
    }
}
