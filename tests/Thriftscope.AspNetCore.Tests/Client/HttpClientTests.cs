using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Thriftscope.AspNetCore.Tests.Support;
using Thriftscope.Telemetry;

namespace Thriftscope.AspNetCore.Tests.Client;

/// <summary>Calls over HTTP.</summary>
[Collection(nameof(Alone))]
public class HttpClientTests
{
    private static readonly ThriftService Service = Loopback.Load(GateHandler.Idl);

    [Theory]
    [InlineData("")]
    [InlineData("?protocol=compact")]
    [InlineData("?protocol=json")]
    public async Task A_method_is_called_over_http(string query)
    {
        GateHandler handler = new();
        await using Application application = await StartAsync(handler);
        await using ServiceClient client = Service.CreateClient(ThriftEndpoint.Parse($"http://127.0.0.1:{application.Port}/thrift{query}"));
        handler.Open();

        (await client.CallAsync<string>("echo", "hello").InTime()).ShouldBe("hello");
        await client.CallAsync("tell", "x").InTime();
        await InTimeExtensions.Eventually(() => handler.Told == 1, "the oneway call has arrived");
    }

    [Fact]
    public async Task A_method_is_called_over_http_2_without_tls()
    {
        await using Application application = await StartAsync(new GateHandler(), listen => listen.Protocols = HttpProtocols.Http2);
        ThriftClientOptions options = new() { Http = { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact } };
        await using ServiceClient client = Service.CreateClient(Endpoint(application), options);

        string[] texts = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => client.CallAsync<string>("echo", $"{i}"))).InTime();

        texts.ShouldBe(Enumerable.Range(0, 20).Select(i => $"{i}"));
    }

    [Fact]
    public async Task A_page_where_the_service_should_be_is_told_by_its_type()
    {
        await using Application application = await AnswerAsync(async http =>
        {
            http.Response.ContentType = "text/html; charset=utf-8";
            await http.Response.WriteAsync("<html>Welcome</html>");
        });
        await using ServiceClient client = Service.CreateClient(Endpoint(application));

        (await Should.ThrowAsync<ThriftProtocolException>(() => client.CallAsync<string>("echo", "x").InTime()))
            .Message.ShouldStartWith($"{Endpoint(application)} answered with text/html: is the path a Thrift service's? ");
    }

    [Fact]
    public void Logging_in_by_sasl_is_not_for_http() =>
        Should.Throw<ArgumentException>(() => Service.CreateClient(ThriftEndpoint.Parse("http://127.0.0.1/thrift"), new() { Sasl = new SaslPlain("ann", "secret") }))
            .Message.ShouldContain("add the header \"authorization\"");

    [Fact]
    public async Task Headers_go_both_ways_and_the_request_says_what_it_is()
    {
        string? contentType = null, accept = null, tenant = null;
        await using Application application = await AnswerAsync(async http =>
        {
            (contentType, accept, tenant) = (http.Request.ContentType, http.Request.Headers.Accept, http.Request.Headers["x-tenant"]);
            http.Response.Headers["x-served-by"] = "a";
            await ReplyAsync(http, "x");
        });
        await using ServiceClient client = Service.CreateClient(Endpoint(application));
        ThriftCallOptions options = new() { Headers = { ["X-Tenant"] = "blue" } };

        (await client.CallAsync<string>("echo", "x", options).InTime()).ShouldBe("x");

        (contentType, accept, tenant).ShouldBe(("application/x-thrift", "application/x-thrift", "blue"));
        options.ResponseHeaders["X-Served-By"].ShouldBe("a");
    }

    [Fact]
    public async Task The_content_type_can_be_chosen_and_the_handler_changed()
    {
        string? contentType = null, agent = null;
        await using Application application = await AnswerAsync(async http =>
        {
            (contentType, agent) = (http.Request.ContentType, http.Request.Host.Host);
            await ReplyAsync(http, "x");
        });
        bool configured = false;
        ThriftClientOptions options = new() { Http = { ContentType = "application/vnd.apache.thrift.binary", ConfigureHandler = handler => configured = !handler.AllowAutoRedirect } };
        await using ServiceClient client = Service.CreateClient(Endpoint(application), options);

        await client.CallAsync<string>("echo", "x").InTime();

        (contentType, agent, configured).ShouldBe(("application/vnd.apache.thrift.binary", "127.0.0.1", true));
        Should.Throw<ArgumentException>(() => options.Http.ContentType = "thrift");
    }

    [Theory]
    [InlineData(404, "Is the path right?")]
    [InlineData(401, "The server does not let this client call.")]
    [InlineData(405, "The path takes no POST: is it a Thrift service's?")]
    [InlineData(413, "The request is larger than the server takes.")]
    [InlineData(415, "The server does not take this content type: see ThriftHttpOptions.ContentType.")]
    [InlineData(429, "The server takes no more calls at the moment.")]
    [InlineData(502, "A proxy did not reach the service.")]
    [InlineData(302, "The service is at http://elsewhere.example/.")]
    public async Task A_status_that_is_no_success_says_what_it_may_mean(int status, string hint)
    {
        await using Application application = await AnswerAsync(http =>
        {
            http.Response.StatusCode = status;
            http.Response.Headers.Location = "http://elsewhere.example/";
            http.Response.ContentType = "text/html";
            return http.Response.WriteAsync("<p>Sorry,\n  not today" + new string('.', 5000));
        });
        await using ServiceClient client = Service.CreateClient(Endpoint(application));

        ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(() => client.CallAsync<string>("echo", "x").InTime());

        (e.Error, e.HttpStatus, e.IsUnsent).ShouldBe((ThriftTransportError.HttpStatus, status, false));
        e.Message.ShouldStartWith($"http://127.0.0.1:{application.Port}/thrift answered with the HTTP status {status} ");
        e.Message.ShouldContain(hint);
        e.Message.ShouldContain("It said: <p>Sorry, not today");
        e.Message.Length.ShouldBeLessThan(500);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reply_over_the_limit_is_not_read_whether_or_not_it_is_announced(bool announced)
    {
        TaskCompletionSource ended = new();
        await using Application application = await AnswerAsync(async http =>
        {
            http.Response.ContentLength = announced ? 1 << 24 : null;
            try
            {
                for (int i = 0; i < 256; i++)
                    await http.Response.Body.WriteAsync(new byte[1 << 16], http.RequestAborted);
            }
            finally
            {
                ended.SetResult();
            }
        });
        await using ServiceClient client = Service.CreateClient(Endpoint(application), new() { Limits = new() { MaxMessageSize = 100_000 } });

        ThriftProtocolException e = await Should.ThrowAsync<ThriftProtocolException>(() => client.CallAsync<string>("echo", "x").InTime());

        e.Error.ShouldBe(ThriftProtocolError.SizeLimit);
        await ended.Task.InTime();
    }

    [Fact]
    public async Task An_answer_without_a_message_is_none()
    {
        await using Application application = await AnswerAsync(http => Task.CompletedTask);
        await using ServiceClient client = Service.CreateClient(Endpoint(application));

        ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(() => client.CallAsync<string>("echo", "x").InTime());
        await client.CallAsync("tell", "x").InTime();

        e.Message.ShouldEndWith("answered with the HTTP status 200 and no message.");
    }

    [Theory]
    [InlineData("other", 0, "reply of another call: other")]
    [InlineData("echo", 77, "sequence id 1077 where")]
    public async Task A_reply_of_another_call_is_not_taken(string name, int shift, string message)
    {
        await using Application application = await AnswerAsync(http => ReplyAsync(http, "x", name, shift == 0 ? 0 : 1000 + shift));
        await using ServiceClient client = Service.CreateClient(Endpoint(application));

        (await Should.ThrowAsync<ThriftProtocolException>(() => client.CallAsync<string>("echo", "x").InTime())).Message.ShouldContain(message);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_times_out()
    {
        TaskCompletionSource gone = new();
        await using Application application = await AnswerAsync(async http =>
        {
            http.RequestAborted.Register(() => gone.TrySetResult());
            await gone.Task;
        });
        await using ServiceClient client = Service.CreateClient(Endpoint(application), new() { CallTimeout = TimeSpan.FromMilliseconds(300) });

        ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(() => client.CallAsync<string>("echo", "x").InTime());

        e.Error.ShouldBe(ThriftTransportError.TimedOut);
        await gone.Task.InTime();
    }

    [Fact]
    public async Task A_call_may_have_less_time_than_the_others()
    {
        await using Application application = await AnswerAsync(http => Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        await using ServiceClient client = Service.CreateClient(Endpoint(application), new() { CallTimeout = TimeSpan.FromMinutes(10) });
        ThriftCallOptions options = new() { Timeout = TimeSpan.FromMilliseconds(100) };

        ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(() => client.CallAsync<string>("echo", "x", options).InTime());

        (e.Error, e.Message).ShouldBe((ThriftTransportError.TimedOut, $"{Endpoint(application)} did not answer within 0.1 s."));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_not_tried_again_for_a_while()
    {
        string endpoint;
        using (ScriptedServer server = new())
            endpoint = server.Endpoint.Replace("tcp:", "http:", StringComparison.Ordinal);
        ThriftClientOptions options = new() { ReconnectDelay = TimeSpan.FromHours(1), MaxReconnectDelay = TimeSpan.FromHours(1) };
        await using ServiceClient client = Service.CreateClient(ThriftEndpoint.Parse(endpoint), options);

        ThriftTransportException first = await Should.ThrowAsync<ThriftTransportException>(() => client.CallAsync<string>("echo", "x").InTime());
        ThriftTransportException second = await Should.ThrowAsync<ThriftTransportException>(() => client.CallAsync<string>("echo", "x").InTime());

        (first.Error, first.IsUnsent, second.IsUnsent).ShouldBe((ThriftTransportError.NotOpen, true, true));
        first.Message.ShouldStartWith($"Could not connect to {endpoint}: ");
        second.Message.ShouldStartWith($"There is no connection to {endpoint}: ");
    }

    [Fact]
    public async Task A_request_that_a_kept_connection_lost_is_not_sent_again()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = Service.CreateClient(HttpEndpoint(server));

        Task<string> first = client.CallAsync<string>("echo", "1");
        RawConnection connection = await server.AcceptAsync();
        await connection.ReadUntilAsync("echo");
        await AnswerAsync(connection, "HTTP/1.1 200 OK", 1);
        (await first.InTime()).ShouldBe("1");
        Task<string> second = client.CallAsync<string>("echo", "second");
        await connection.ReadUntilAsync("second");
        connection.Dispose();

        ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(() => second.InTime());
        (e.Error, e.IsUnsent).ShouldBe((ThriftTransportError.EndOfFile, false));
        server.HasMore.ShouldBeFalse();
    }

    [Fact]
    public async Task A_connection_of_http_1_0_is_not_used_again_though_the_server_is_late_to_close_it()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = Service.CreateClient(HttpEndpoint(server));

        for (int i = 1; i <= 3; i++)
        {
            Task<string> call = client.CallAsync<string>("echo", $"text {i}");
            // Each before is still open.
            RawConnection connection = await server.AcceptAsync();
            await connection.ReadUntilAsync($"text {i}");
            await AnswerAsync(connection, "HTTP/1.0 200 OK", i);
            (await call.InTime()).ShouldBe($"{i}");
        }
    }

    [Fact]
    public async Task A_call_that_waits_for_a_connection_of_http_1_0_gets_another()
    {
        using ScriptedServer server = new();
        ThriftClientOptions options = new() { Http = { ConfigureHandler = handler => handler.MaxConnectionsPerServer = 1 } };
        await using ServiceClient client = Service.CreateClient(HttpEndpoint(server), options);

        Task<string> first = client.CallAsync<string>("echo", "first");
        RawConnection connection = await server.AcceptAsync();
        await connection.ReadUntilAsync("first");
        Task<string> second = client.CallAsync<string>("echo", "second");
        await AnswerAsync(connection, "HTTP/1.0 200 OK", 1);
        RawConnection another = await server.AcceptAsync();
        await another.ReadUntilAsync("second");
        await AnswerAsync(another, "HTTP/1.0 200 OK", 2);

        (await first.InTime(), await second.InTime()).ShouldBe(("1", "2"));
        await connection.ShouldBeSilentAsync();
        server.HasMore.ShouldBeFalse();
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK")]
    [InlineData("HTTP/1.0 200 OK\r\nConnection: Keep-Alive")]
    public async Task A_connection_that_the_server_keeps_is_used_again(string status)
    {
        using ScriptedServer server = new();
        await using ServiceClient client = Service.CreateClient(HttpEndpoint(server));
        Task<string> first = client.CallAsync<string>("echo", "first");
        RawConnection connection = await server.AcceptAsync();
        await connection.ReadUntilAsync("first");
        await AnswerAsync(connection, status, 1);
        await first.InTime();

        Task<string> second = client.CallAsync<string>("echo", "second");
        await connection.ReadUntilAsync("second");
        await AnswerAsync(connection, status, 2);

        (await second.InTime()).ShouldBe("2");
    }

    [Fact]
    public async Task The_server_s_parent_is_the_client_s_span_though_nobody_listens_to_http()
    {
        string? traceParent = null;
        await using Application application = await AnswerAsync(http =>
        {
            traceParent = http.Request.Headers.TraceParent;
            return ReplyAsync(http, "x");
        });
        await using ServiceClient client = Service.CreateClient(Endpoint(application));
        Activity? span = null;
        using ActivityListener listener = new()
        {
            ShouldListenTo = s => s.Name == ThriftInstrumentation.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a => span = (int?)a.GetTagItem("server.port") == application.Port ? a : span,
        };
        ActivitySource.AddActivityListener(listener);

        await client.CallAsync<string>("echo", "x").InTime();

        traceParent.ShouldBe($"00-{span!.TraceId}-{span.SpanId}-01");
        span.GetTagItem("thrift.transport").ShouldBe("http");
    }

    private static ThriftEndpoint Endpoint(Application application) => ThriftEndpoint.Parse($"http://127.0.0.1:{application.Port}/thrift");

    private static ThriftEndpoint HttpEndpoint(ScriptedServer server) => ThriftEndpoint.Parse(server.Endpoint.Replace("tcp:", "http:", StringComparison.Ordinal));

    /// <summary>Answers the call of a number with this number.</summary>
    private static Task AnswerAsync(RawConnection connection, string status, int sequenceId)
    {
        byte[] reply = RawMessage.Reply("echo", sequenceId, $"{sequenceId}");
        return connection.SendAsync(System.Text.Encoding.ASCII.GetBytes($"{status}\r\nContent-Length: {reply.Length}\r\n\r\n"), reply);
    }

    private static Task<Application> StartAsync(GateHandler handler, Action<ListenOptions>? listen = null) => Application.StartAsync(
        services => services.AddThriftService(new ThriftServiceBinding(Service, handler)), application => application.MapThrift("/thrift"), listen);

    /// <summary>A server that is no Thrift server, but answers as the test says.</summary>
    private static Task<Application> AnswerAsync(Func<HttpContext, Task> answer) =>
        Application.StartAsync(_ => { }, application => application.Run(new RequestDelegate(answer)));

    private static async Task ReplyAsync(HttpContext http, string result, string name = "echo", int sequenceId = 0)
    {
        using MemoryStream body = new();
        await http.Request.Body.CopyToAsync(body);
        // Behind the version and the name stands the number.
        int sent = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(body.ToArray().AsSpan(8 + "echo".Length));
        await http.Response.Body.WriteAsync(RawMessage.Reply(name, sequenceId == 0 ? sent : sequenceId, result));
    }
}
