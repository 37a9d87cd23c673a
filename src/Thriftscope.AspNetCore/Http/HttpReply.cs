using Microsoft.AspNetCore.Http;
using Thriftscope.AspNetCore.Requests;

namespace Thriftscope.AspNetCore.Http;

/// <summary>The response of one HTTP request.</summary>
internal sealed class HttpReply(HttpContext context, string contentType, ServerTelemetry telemetry) : IReplyTarget
{
    // What the transport itself decides.
    private static readonly string[] Reserved =
        ["Content-Type", "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Upgrade", "Trailer", "Date"];

    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> reply, ThriftHeaders? headers)
    {
        if (context.RequestAborted.IsCancellationRequested)
            return false;
        HttpResponse response = context.Response;
        response.ContentType = contentType;
        response.ContentLength = reply.Length;
        foreach ((string name, string value) in headers ?? [])
            Set(response.Headers, name, value);
        return !(await response.BodyWriter.WriteAsync(reply, context.RequestAborted).ConfigureAwait(false)).IsCompleted;
    }

    private void Set(IHeaderDictionary headers, string name, string value)
    {
        if (!Reserved.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            try
            {
                headers[name] = value;
                return;
            }
            catch (Exception e) when (e is InvalidOperationException or ArgumentException)
            {
                // A name or a value that HTTP has no place for.
            }
        }

        telemetry.HeaderLeftOut(name);
    }
}
