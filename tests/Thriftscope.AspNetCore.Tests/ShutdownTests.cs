using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests;

/// <summary>Servers that stop, and clients that go.</summary>
public class ShutdownTests
{
    [Fact]
    public async Task Stopping_waits_for_the_call_that_runs_and_refuses_new_connections()
    {
        GateHandler handler = new();
        await using Loopback loopback = await Loopback.StartAsync(GateHandler.Idl, handler);
        Task<string> call = loopback.Client.CallAsync<string>("slow", "under way");
        await handler.Entered.InTime();

        Task stopping = loopback.Server.StopAsync();
        await InTimeExtensions.Eventually(() => !CanConnect(loopback), "new connections are refused");
        stopping.IsCompleted.ShouldBeFalse();
        call.IsCompleted.ShouldBeFalse();
        handler.Open();

        (await call.InTime()).ShouldBe("under way");
        await stopping.InTime();
        handler.Cancelled.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Stopping_answers_the_requests_that_are_there_already()
    {
        GateHandler handler = new();
        await using Loopback loopback = await Loopback.StartAsync(GateHandler.Idl, handler);
        using RawConnection raw = await loopback.ConnectRawAsync();
        await raw.SendAsync(
            RawMessage.Call("slow", 1, RawMessage.Text(1, "runs")), RawMessage.Call("echo", 2, RawMessage.Text(1, "waits")), RawMessage.Call("echo", 3, RawMessage.Text(1, "waits too")));
        await handler.Entered.InTime();

        Task stopping = loopback.Server.StopAsync();
        handler.Open();

        (await raw.ReceiveAsync()).Result.ShouldBe("runs");
        (await raw.ReceiveAsync()).Result.ShouldBe("waits");
        (await raw.ReceiveAsync()).Result.ShouldBe("waits too");
        (await raw.ReceiveUntilClosedAsync()).ShouldBeEmpty();
        await stopping.InTime();
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_idle_connections_nor_for_half_a_request()
    {
        await using Loopback loopback = await Loopback.StartAsync(GateHandler.Idl, new GateHandler());
        using RawConnection silent = await loopback.ConnectRawAsync();
        using RawConnection idle = await loopback.ConnectRawAsync();
        await idle.SendAsync(RawMessage.Call("echo", 1, RawMessage.Text(1, "x")));
        await idle.ReceiveAsync();
        using RawConnection half = await loopback.ConnectRawAsync();
        await half.SendAsync(RawMessage.Call("echo", 1, RawMessage.Text(1, "x"))[..^3]);

        await loopback.Server.StopAsync().InTime();

        foreach (RawConnection connection in new[] { silent, idle, half })
            (await connection.ReceiveUntilClosedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_that_does_not_end_is_cut_off_when_the_time_to_drain_is_over()
    {
        GateHandler handler = new();
        await using Loopback loopback = await Loopback.StartAsync(
            GateHandler.Idl, handler, new ThriftServerOptions { DrainTimeout = TimeSpan.FromMilliseconds(300) });
        Task<string> call = loopback.Client.CallAsync<string>("slow", "for ever");
        await handler.Entered.InTime();

        await loopback.Server.StopAsync().InTime();

        await handler.Cancelled.InTime();
        (await Should.ThrowAsync<ThriftTransportException>(() => call.InTime())).Error.ShouldBe(ThriftTransportError.EndOfFile);
    }

    [Fact]
    public async Task A_second_stop_with_a_cancelled_token_cuts_the_first_short()
    {
        GateHandler handler = new();
        await using Loopback loopback = await Loopback.StartAsync(
            GateHandler.Idl, handler, new ThriftServerOptions { DrainTimeout = TimeSpan.FromMinutes(10) });
        Task<string> call = loopback.Client.CallAsync<string>("slow", "for ever");
        await handler.Entered.InTime();
        Task stopping = loopback.Server.StopAsync();
        await InTimeExtensions.Eventually(() => !CanConnect(loopback), "new connections are refused");
        stopping.IsCompleted.ShouldBeFalse();

        await loopback.Server.StopAsync(new CancellationToken(true)).InTime();

        await stopping.InTime();
        await handler.Cancelled.InTime();
        await Should.ThrowAsync<ThriftTransportException>(() => call.InTime());
    }

    [Fact]
    public async Task Stopping_answers_the_call_that_runs_over_http_too()
    {
        GateHandler handler = new();
        await using ThriftServer server = await Loopback.Load(GateHandler.Idl).ServeAsync("http://127.0.0.1:0/thrift", handler);
        using HttpClient http = new();
        using ByteArrayContent body = new(RawMessage.Call("slow", 1, RawMessage.Text(1, "under way")));
        Task<HttpResponseMessage> call = http.PostAsync(server.Endpoint.ToString(), body);
        await handler.Entered.InTime();

        Task stopping = server.StopAsync();
        stopping.IsCompleted.ShouldBeFalse();
        handler.Open();

        using HttpResponseMessage response = await call.InTime();
        RawReply.TryParse(await response.Content.ReadAsByteArrayAsync(), out _)!.Result.ShouldBe("under way");
        await stopping.InTime();
        handler.Cancelled.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task In_an_application_calls_are_cut_off_when_the_time_of_the_host_is_over()
    {
        GateHandler handler = new();
        await using Application application = await StartApplicationAsync(handler, host: TimeSpan.FromMilliseconds(300), drain: TimeSpan.FromMinutes(10));
        await using ServiceClient client = await ConnectAsync(application);
        Task<string> call = client.CallAsync<string>("slow", "for ever");
        await handler.Entered.InTime();

        await application.StopAsync().InTime();

        await handler.Cancelled.InTime();
        (await Should.ThrowAsync<ThriftTransportException>(() => call.InTime())).Error.ShouldBe(ThriftTransportError.EndOfFile);
    }

    [Fact]
    public async Task In_an_application_calls_are_answered_as_long_as_the_host_waits()
    {
        GateHandler handler = new();
        await using Application application = await StartApplicationAsync(handler, host: TimeSpan.FromMinutes(10), drain: TimeSpan.FromMilliseconds(1));
        await using ServiceClient client = await ConnectAsync(application);
        Task<string> call = client.CallAsync<string>("slow", "under way");
        await handler.Entered.InTime();

        Task stopping = application.StopAsync();
        await InTimeExtensions.Eventually(() => !CanConnect(application.Port), "new connections are refused");
        stopping.IsCompleted.ShouldBeFalse();
        handler.Open();

        (await call.InTime()).ShouldBe("under way");
        await stopping.InTime();
        handler.Cancelled.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task The_handlers_token_is_cancelled_when_the_client_disconnects()
    {
        GateHandler handler = new();
        await using Loopback loopback = await Loopback.StartAsync(GateHandler.Idl, handler);
        using (RawConnection raw = await loopback.ConnectRawAsync())
        {
            await raw.SendAsync(RawMessage.Call("slow", 1, RawMessage.Text(1, "x")));
            await handler.Entered.InTime();
            handler.Cancelled.IsCompleted.ShouldBeFalse();
        }

        await handler.Cancelled.InTime();
        (await loopback.Client.CallAsync<string>("echo", "others go on").InTime()).ShouldBe("others go on");
    }

    [Fact]
    public async Task A_server_may_be_stopped_and_disposed_more_than_once()
    {
        ThriftServer server = await Loopback.Load(GateHandler.Idl).ServeAsync("tcp://127.0.0.1:0", new GateHandler());

        await server.StopAsync().InTime();
        await server.StopAsync().InTime();
        await server.DisposeAsync().AsTask().InTime();
        await server.DisposeAsync().AsTask().InTime();
    }

    private static Task<Application> StartApplicationAsync(GateHandler handler, TimeSpan host, TimeSpan drain) => Application.StartAsync(
        services => services
            .AddThriftService(new ThriftServiceBinding(Loopback.Load(GateHandler.Idl), handler))
            .Configure<HostOptions>(o => o.ShutdownTimeout = host)
            .Configure<ThriftServerOptions>(o => o.DrainTimeout = drain),
        listen: listen => listen.UseThrift());

    private static Task<ServiceClient> ConnectAsync(Application application) =>
        Loopback.Load(GateHandler.Idl).ConnectAsync($"tcp://127.0.0.1:{application.Port}").InTime();

    private static bool CanConnect(Loopback loopback) => CanConnect(loopback.Server.Endpoint.Port!.Value);

    private static bool CanConnect(int port)
    {
        try
        {
            using System.Net.Sockets.TcpClient client = new("127.0.0.1", port);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
