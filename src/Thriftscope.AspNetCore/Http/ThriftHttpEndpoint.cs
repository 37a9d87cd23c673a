using System.Buffers;
using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http;
using Thriftscope.AspNetCore.Requests;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore.Http;

/// <summary>Serves Thrift requests that are the bodies of HTTP requests, and answers each in the response.</summary>
internal sealed class ThriftHttpEndpoint(ServerEndpoint endpoint)
{
    public async Task HandleAsync(HttpContext context)
    {
        long started = Stopwatch.GetTimestamp();
        if (!MediaTypes.TryRead(context.Request.ContentType, out ThriftProtocol? protocol, out string replyType))
        {
            await RefuseAsync(
                context, StatusCodes.Status415UnsupportedMediaType, "content_type", $"\"{PeerText.Bounded(context.Request.ContentType!)}\" is no Thrift; expected {MediaTypes.All}").ConfigureAwait(false);
            return;
        }

        Request request;
        try
        {
            request = await ReadAsync(context, protocol, started).ConfigureAwait(false);
        }
        catch (ThriftProtocolException e)
        {
            int status = e.Error == ThriftProtocolError.SizeLimit ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status400BadRequest;
            await RefuseAsync(context, status, ServerTelemetry.ReasonOf(e), e.Message).ConfigureAwait(false);
            return;
        }
        catch (BadHttpRequestException e)
        {
            await RefuseAsync(context, e.StatusCode, e.StatusCode == StatusCodes.Status408RequestTimeout ? "read_timeout" : "truncated", e.Message).ConfigureAwait(false);
            return;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client has gone; there is nobody to tell.
            endpoint.Telemetry.Instrumentation.CountRejected("truncated");
            return;
        }

        Caller caller = CallerOf(context);
        HttpTrace.Set(request, context.Request, endpoint.Telemetry.Instrumentation);
        if (request.Method is { } method && endpoint.Handler.WantsContext(method))
            request.Headers = HeadersOf(context.Request);
        using MessageBuffer reply = new();
        await endpoint.Handler.HandleAsync(request, caller, reply, new HttpReply(context, replyType, endpoint.Telemetry), context.RequestAborted).ConfigureAwait(false);
    }

    private async Task<Request> ReadAsync(HttpContext context, ThriftProtocol? protocol, long started)
    {
        using HttpBody body = new(context.Request, endpoint.Options.Limits.MaxMessageSize);
        await body.ReadAsync(context.RequestAborted).ConfigureAwait(false);
        long complete = Stopwatch.GetTimestamp();
        WireFormat format = FormatOf(body.Bytes, protocol);
        if (format.Transport == ThriftTransport.Unframed)
        {
            WireMessage message = new() { Body = body.Bytes, Size = body.Bytes.Length, Format = format with { Transport = ThriftTransport.Http } };
            return endpoint.Decoder.Decode(message, started, complete);
        }

        // Thrift's clients put no frame around a body; one that is there is that of the reply too.
        using MessageFramer framer = MessageFramer.Create(format, endpoint.Options.Limits);
        ReadOnlySequence<byte> rest = body.Bytes;
        if (!framer.TryRead(ref rest, out WireMessage framed))
            throw new ThriftProtocolException(ThriftProtocolError.Truncated, "The body ends within a frame", rest.Length);
        if (!rest.IsEmpty)
            throw ThriftProtocolException.BytesBehind(rest.Length, body.Bytes.Length - rest.Length);
        return endpoint.Decoder.Decode(framed, started, complete);
    }

    private WireFormat FormatOf(ReadOnlySequence<byte> body, ThriftProtocol? protocol)
    {
        if (!WireDetector.TryDetect(body, endpoint.Options.Limits, out WireFormat format))
            throw new ThriftProtocolException(ThriftProtocolError.Truncated, $"A body of {body.Length} bytes is no Thrift message", body.Length);
        if (protocol is { } named && named != format.Protocol)
        {
            throw new ThriftProtocolException(
                ThriftProtocolError.BadVersion, $"The content type says {WireNames.Of(named)}, and the body is {WireNames.Of(format.Protocol)}", 0);
        }

        return format;
    }

    private Caller CallerOf(HttpContext context)
    {
        ConnectionInfo connection = context.Connection;
        return new Caller(endpoint.Telemetry, EndPointOf(connection.LocalIpAddress, connection.LocalPort), EndPointOf(connection.RemoteIpAddress, connection.RemotePort))
        {
            IsHttp = true,
            Certificate = connection.ClientCertificate,
            User = context.User.Identity is { IsAuthenticated: true } ? context.User
                : connection.ClientCertificate is { } certificate ? Connections.ClientCertificates.UserOf(certificate)
                : null,
        };
    }

    private static IPEndPoint? EndPointOf(IPAddress? address, int port) => address is null ? null : new IPEndPoint(address, port);

    private static ThriftHeaders HeadersOf(HttpRequest request)
    {
        ThriftHeaders headers = [];
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in request.Headers)
            headers[name] = values.ToString();
        return headers;
    }

    private async Task RefuseAsync(HttpContext context, int status, string reason, string problem)
    {
        ConnectionInfo connection = context.Connection;
        endpoint.Telemetry.Instrumentation.Reject(reason, EndPointOf(connection.RemoteIpAddress, connection.RemotePort).PeerName(), problem);
        if (context.Response.HasStarted)
            return;
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync($"{problem}.\n", context.RequestAborted).ConfigureAwait(false);
    }
}
