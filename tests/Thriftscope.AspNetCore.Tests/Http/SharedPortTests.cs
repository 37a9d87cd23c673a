using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests.Http;

/// <summary>HTTP and Thrift at one port.</summary>
[Collection(nameof(Alone))]
public class SharedPortTests
{
    private static readonly ThriftService Service = Loopback.Load(GateHandler.Idl);

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("PATCH")]
    public async Task Each_connection_gets_what_it_speaks(string method)
    {
        await using Application application = await StartAsync(allowHttp: true);
        await using ServiceClient client = await Service.ConnectAsync($"tcp://127.0.0.1:{application.Port}").InTime();
        using HttpRequestMessage request = new(new HttpMethod(method), application.Uri("/hello"));

        using HttpResponseMessage response = await application.Http.SendAsync(request).InTime();

        (await response.Content.ReadAsStringAsync()).ShouldBe(method);
        (await client.CallAsync<string>("echo", "hello").InTime()).ShouldBe("hello");
    }

    [Fact]
    public async Task A_beginning_that_comes_byte_by_byte_is_recognized()
    {
        await using Application application = await StartAsync(allowHttp: true);
        using RawConnection http = await RawConnection.OpenAsync(application.Port);
        foreach (byte b in "GET /hello HTTP/1.0\r\n\r\n"u8.ToArray())
            await http.SendAsync([b]);

        System.Text.Encoding.ASCII.GetString(await http.ReceiveUntilClosedAsync()).ShouldStartWith("HTTP/1.1 200 OK");
    }

    [Fact]
    public async Task Connections_of_http_do_not_count_as_thrifts()
    {
        await using Application application = await StartAsync(allowHttp: true, o => o.MaxConnections = 1);
        (await application.Http.GetAsync(application.Uri("/hello")).InTime()).StatusCode.ShouldBe(HttpStatusCode.OK);
        await using ServiceClient client = await Service.ConnectAsync($"tcp://127.0.0.1:{application.Port}").InTime();

        (await client.CallAsync<string>("echo", "hello").InTime()).ShouldBe("hello");
    }

    [Fact]
    public async Task Without_the_option_http_is_refused_and_counted()
    {
        using RejectedMessages rejected = new();
        await using Application application = await StartAsync(allowHttp: false);

        await Should.ThrowAsync<HttpRequestException>(() => application.Http.GetAsync(application.Uri("/hello")).InTime());

        rejected["bad_magic"].ShouldBePositive();
    }

    private static Task<Application> StartAsync(bool allowHttp, Action<ThriftServerOptions>? configure = null) => Application.StartAsync(
        services => services.AddThriftService(new ThriftServiceBinding(Service, new GateHandler())),
        app => app.Map("/hello", (Microsoft.AspNetCore.Http.HttpContext context) => context.Request.Method),
        listen => listen.UseThrift(o =>
        {
            o.AllowHttp = allowHttp;
            configure?.Invoke(o);
        }));
}
