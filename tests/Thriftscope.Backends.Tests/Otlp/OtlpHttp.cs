using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Thriftscope.Backends.Tests.Otlp.Proto;

namespace Thriftscope.Backends.Tests.Otlp;

/// <summary>OTLP over HTTP: one path for each signal. Decompression has been done before.</summary>
internal static class OtlpHttp
{
    /// <summary>A header of our own: what decompresses a request takes its Content-Encoding away.</summary>
    public const string SentEncoding = "X-Sent-Encoding";

    public static Task KeepEncoding(HttpContext context, RequestDelegate next)
    {
        context.Request.Headers[SentEncoding] = context.Request.Headers.ContentEncoding;
        return next(context);
    }

    public static void Map(IEndpointRouteBuilder routes, OtlpReceiver receiver)
    {
        Map(routes, receiver, "/v1/traces", ExportTraceServiceRequest.Parser);
        Map(routes, receiver, "/v1/metrics", ExportMetricsServiceRequest.Parser);
        Map(routes, receiver, "/v1/logs", ExportLogsServiceRequest.Parser);
    }

    private static void Map(IEndpointRouteBuilder routes, OtlpReceiver receiver, string path, MessageParser parser) =>
        routes.MapPost(path, (RequestDelegate)(async context =>
        {
            using MemoryStream body = new();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            context.Response.StatusCode = await receiver.Manners.JudgeAsync(context.Request) switch
            {
                OtlpVerdict.Accepted => StatusCodes.Status200OK,
                OtlpVerdict.Unavailable => StatusCodes.Status503ServiceUnavailable,
                OtlpVerdict.Unauthenticated => StatusCodes.Status401Unauthorized,
                _ => StatusCodes.Status400BadRequest,
            };
            context.Response.ContentType = "application/x-protobuf";
            if (context.Response.StatusCode == StatusCodes.Status200OK)
                receiver.Inbox.Add(new OtlpRequest(context.Request, parser.ParseFrom(body.ToArray())));
        }));
}
