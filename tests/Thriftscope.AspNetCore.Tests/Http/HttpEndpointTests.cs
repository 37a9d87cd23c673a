using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Thriftscope.AspNetCore.Tests.Support;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore.Tests.Http;

/// <summary>Thrift as the body of HTTP requests.</summary>
[Collection(nameof(Alone))]
public class HttpEndpointTests
{
    private const string Idl = """
        exception Wrong { 1: string why }
        service S { string echo(1: string text), void refuse() throws (1: Wrong wrong), void crash(), oneway void tell(1: string text) }
        """;

    private readonly Handler _handler = new();

    [Theory]
    [InlineData("application/x-thrift", "application/x-thrift")]
    [InlineData("application/vnd.apache.thrift.binary", "application/vnd.apache.thrift.binary")]
    [InlineData("application/vnd.apache.thrift.binary; charset=utf-8", "application/vnd.apache.thrift.binary")]
    [InlineData("application/octet-stream", "application/octet-stream")]
    [InlineData("Application/X-Thrift", "application/x-thrift")]
    [InlineData(null, "application/x-thrift")]
    public async Task A_call_is_answered_in_the_content_type_of_its_request(string? sent, string received)
    {
        await using Application application = await StartAsync();

        using HttpResponseMessage response = await application.PostAsync("/thrift", Echo("hello"), sent);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().ShouldBe(received);
        RawReply reply = await ReplyIn(response);
        reply.Header.ShouldBe(new MessageHeader("echo", MessageType.Reply, 7));
        reply.Result.ShouldBe("hello");
    }

    [Theory]
    [InlineData("application/x-thrift")]
    [InlineData("application/vnd.apache.thrift.compact")]
    public async Task A_compact_call_is_answered_in_compact(string contentType)
    {
        await using Application application = await StartAsync();

        using HttpResponseMessage response = await application.PostAsync("/thrift", Convert.FromHexString("82210704" + "6563686f" + "1802" + "6869" + "00"), contentType);

        Convert.ToHexStringLower(await response.Content.ReadAsByteArrayAsync()).ShouldBe("82410704" + "6563686f" + "080002" + "6869" + "00");
        response.Content.Headers.ContentType!.MediaType.ShouldBe(contentType);
    }

    [Theory]
    [InlineData("application/x-thrift", "")]
    [InlineData("application/vnd.apache.thrift.json; charset=utf-8", "")]
    [InlineData("application/vnd.apache.thrift.json", "\r\n")]
    public async Task A_json_call_is_answered_in_json(string contentType, string end)
    {
        await using Application application = await StartAsync();

        using HttpResponseMessage response = await application.PostAsync("/thrift", [.. """[1,"echo",1,7,{"1":{"str":"hi"}}]"""u8, .. System.Text.Encoding.ASCII.GetBytes(end)], contentType);

        (await response.Content.ReadAsStringAsync()).ShouldBe("""[1,"echo",2,7,{"0":{"str":"hi"}}]""");
    }

    [Fact]
    public async Task A_framed_body_is_answered_in_a_frame()
    {
        await using Application application = await StartAsync();

        using HttpResponseMessage response = await application.PostAsync("/thrift", RawMessage.Framed(Echo("framed")));

        byte[] body = await response.Content.ReadAsByteArrayAsync();
        body[..4].ShouldBe(RawMessage.Framed(body[4..])[..4]);
        RawReply.TryParse(body, out _)!.Result.ShouldBe("framed");
    }

    [Fact]
    public async Task A_body_in_chunks_over_http_2_is_put_together()
    {
        await using Application application = await StartAsync(listen: l => l.Protocols = Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols.Http2);
        // More than HTTP/2 sends before the server has taken some of it.
        string text = new('x', 3_000_000);
        using HttpRequestMessage request = new(HttpMethod.Post, application.Uri("/thrift"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new StreamContent(new MemoryStream(Echo(text))),
        };

        using HttpResponseMessage response = await application.Http.SendAsync(request).InTime();

        (await ReplyIn(response)).Result.ShouldBe(text);
    }

    [Fact]
    public async Task Failures_of_the_call_are_replies_of_status_200()
    {
        await using Application application = await StartAsync();

        (await ReplyIn(await application.PostAsync("/thrift", RawMessage.Call("crash", 1)))).Error
            .ShouldBe((ThriftApplicationError.InternalError, "Internal error in crash"));
        (await ReplyIn(await application.PostAsync("/thrift", RawMessage.Call("nothing", 1)))).Error
            .ShouldBe((ThriftApplicationError.UnknownMethod, "S has no method \"nothing\""));
        (await ReplyIn(await application.PostAsync("/thrift", Echo("cut off")[..^4]))).Error.Error.ShouldBe(ThriftApplicationError.ProtocolError);
        (await ReplyIn(await application.PostAsync("/thrift", [.. Echo("more"), .. Echo("behind")]))).Error.Message.ShouldStartWith("A frame or a body holds one message, and ");
        RawReply declared = await ReplyIn(await application.PostAsync("/thrift", RawMessage.Call("refuse", 1)));
        declared.Header.Type.ShouldBe(MessageType.Reply);
    }

    [Fact]
    public async Task A_oneway_call_has_run_when_its_empty_response_comes()
    {
        await using Application application = await StartAsync();

        using HttpResponseMessage response = await application.PostAsync("/thrift", RawMessage.Oneway("tell", RawMessage.Text(1, "news")));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        _handler.Told.ShouldBe("news");
    }

    [Theory]
    [InlineData("GET", 405)]
    [InlineData("PUT", 405)]
    [InlineData("DELETE", 405)]
    public async Task Only_post_is_served(string method, int status)
    {
        await using Application application = await StartAsync();
        using HttpRequestMessage request = new(new HttpMethod(method), application.Uri("/thrift"));

        using HttpResponseMessage response = await application.Http.SendAsync(request).InTime();

        ((int)response.StatusCode).ShouldBe(status);
        response.Content.Headers.Allow.ShouldBe(["POST"]);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/grpc")]
    [InlineData("application/json")]
    [InlineData("nonsense")]
    public async Task A_content_type_that_is_not_thrifts_is_refused_and_counted(string contentType)
    {
        await using Application application = await StartAsync();
        using RejectedMessages rejected = new();

        using HttpResponseMessage response = await application.PostAsync("/thrift", Echo("x"), contentType);

        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await response.Content.ReadAsStringAsync()).ShouldStartWith($"\"{contentType}\" is no Thrift; expected application/x-thrift");
        rejected["content_type"].ShouldBe(1);
    }

    [Theory]
    [InlineData("", 400, "A body of 0 bytes is no Thrift message", "truncated")]
    [InlineData("80", 400, "The message ends too early", "truncated")]
    [InlineData("3c68746d6c3e", 400, "The first bytes, 3c68746d6c3e, begin no", "bad_magic")]
    [InlineData("0000002080010001", 400, "The body ends within a frame", "truncated")]
    [InlineData("00000011" + "80010001" + "000000046563686f" + "00000001" + "00" + "8001", 400, "A frame or a body holds one message, and 2 more bytes stand behind this one (at byte 21)", "invalid_data")]
    public async Task A_body_that_is_no_message_is_refused_and_counted(string hex, int status, string text, string reason)
    {
        await using Application application = await StartAsync();
        using RejectedMessages rejected = new();

        using HttpResponseMessage response = await application.PostAsync("/thrift", Convert.FromHexString(hex));

        ((int)response.StatusCode).ShouldBe(status);
        (await response.Content.ReadAsStringAsync()).ShouldStartWith(text);
        rejected[reason].ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_the_limit_is_refused_before_it_is_read(bool announced)
    {
        await using Application application = await StartAsync(configure: o => o.Limits = ThriftLimits.Default with { MaxMessageSize = 1000 });
        using RejectedMessages rejected = new();
        using HttpRequestMessage request = new(HttpMethod.Post, application.Uri("/thrift")) { Content = new ByteArrayContent(Echo(new string('x', 5000))) };
        request.Content.Headers.ContentType = new("application/x-thrift");
        request.Headers.TransferEncodingChunked = !announced;

        using HttpResponseMessage response = await application.Http.SendAsync(request).InTime();

        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        rejected["too_large"].ShouldBe(1);
        (await ReplyIn(await application.PostAsync("/thrift", Echo("fits")))).Result.ShouldBe("fits");
    }

    [Fact]
    public async Task A_content_type_that_names_another_protocol_than_the_body_has_is_refused()
    {
        await using Application application = await StartAsync();

        using HttpResponseMessage response = await application.PostAsync("/thrift", Echo("x"), "application/vnd.apache.thrift.compact");

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldBe("The content type says compact, and the body is binary (at byte 0).\n");
    }

    [Fact]
    public async Task A_client_that_goes_cancels_its_call()
    {
        GateHandler gate = new();
        await using Application application = await StartAsync(gate, GateHandler.Idl);
        using (RawConnection raw = await RawConnection.OpenAsync(application.Port))
        {
            byte[] body = RawMessage.Call("slow", 1, RawMessage.Text(1, "x"));
            await raw.SendAsync(System.Text.Encoding.ASCII.GetBytes($"POST /thrift HTTP/1.1\r\nHost: x\r\nContent-Length: {body.Length}\r\n\r\n"), body);
            await gate.Entered.InTime();
        }

        await gate.Cancelled.InTime();
    }

    private Task<Application> StartAsync(
        object? handler = null,
        string idl = Idl,
        Action<ThriftServerOptions>? configure = null,
        Action<Microsoft.AspNetCore.Server.Kestrel.Core.ListenOptions>? listen = null)
    {
        ThriftModule module = _handler.Module = ThriftModule.Load(new StringReader(idl), "test");
        return Application.StartAsync(
            services => services.AddThriftService(new ThriftServiceBinding(module.Service("S"), handler ?? _handler)), app => app.MapThrift("/thrift", configure), listen);
    }

    private static byte[] Echo(string text) => RawMessage.Call("echo", 7, RawMessage.Text(1, text));

    private static async Task<RawReply> ReplyIn(HttpResponseMessage response)
    {
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return RawReply.TryParse(await response.Content.ReadAsByteArrayAsync(), out _).ShouldNotBeNull();
    }

    private sealed class Handler
    {
        public ThriftModule? Module { get; set; }

        public string? Told { get; private set; }

        public string Echo(string text) => text;

        public void Refuse() => throw new ThriftDeclaredException(Module!.NewStruct("Wrong", new { Why = "no" }));

        public void Crash() => throw new InvalidOperationException("secret");

        public async Task Tell(string text)
        {
            await Task.Yield();
            Told = text;
        }
    }
}
