using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests;

public class OnewayTests
{
    [Fact]
    public async Task The_client_goes_on_before_the_handler_has_ended()
    {
        GateHandler handler = new();
        await using Loopback loopback = await Loopback.StartAsync(GateHandler.Idl, handler);

        await loopback.Client.CallAsync("tell", "something").InTime();
        await handler.Entered.InTime();
        handler.Told.ShouldBe(0);
        handler.Open();

        await InTimeExtensions.Eventually(() => handler.Told == 1, "the handler ends");
    }

    [Fact]
    public async Task The_call_runs_when_the_client_disconnects_at_once()
    {
        GateHandler handler = new();
        await using Loopback loopback = await Loopback.StartAsync(GateHandler.Idl, handler);

        for (int i = 0; i < 20; i++)
        {
            using RawConnection raw = await loopback.ConnectRawAsync();
            await raw.SendAsync(RawMessage.Oneway("tell", RawMessage.Text(1, "and gone")));
        }

        await handler.Entered.InTime();
        handler.Open();
        await InTimeExtensions.Eventually(() => handler.Told == 20, "all handlers end");
        handler.Cancelled.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_call_behind_it_on_the_same_connection_waits_for_it()
    {
        GateHandler handler = new();
        await using Loopback loopback = await Loopback.StartAsync(GateHandler.Idl, handler);

        await loopback.Client.CallAsync("tell", "first").InTime();
        Task<string> echo = loopback.Client.CallAsync<string>("echo", "second");
        await handler.Entered.InTime();
        echo.IsCompleted.ShouldBeFalse();
        handler.Open();

        (await echo.InTime()).ShouldBe("second");
        handler.Told.ShouldBe(1);
    }

    [Fact]
    public async Task A_handler_that_fails_leaves_the_connection_as_it_was()
    {
        await using Loopback loopback = await Loopback.StartAsync("service S { oneway void fail(), string echo(1: string text) }", new Failing());
        using RawConnection raw = await loopback.ConnectRawAsync();

        await raw.SendAsync(RawMessage.Oneway("fail"), RawMessage.Call("echo", 2, RawMessage.Text(1, "still there")));

        (await raw.ReceiveAsync()).Result.ShouldBe("still there");
    }

    private sealed class Failing
    {
        public void Fail() => throw new InvalidOperationException("on purpose");

        public string Echo(string text) => text;
    }

    [Fact]
    public async Task A_oneway_method_that_is_sent_as_a_call_is_not_answered()
    {
        GateHandler handler = new();
        handler.Open();
        await using Loopback loopback = await Loopback.StartAsync(GateHandler.Idl, handler);
        using RawConnection raw = await loopback.ConnectRawAsync();

        await raw.SendAsync(RawMessage.Call("tell", 1, RawMessage.Text(1, "as a call")), RawMessage.Call("echo", 2, RawMessage.Text(1, "x")));

        (await raw.ReceiveAsync()).Header.SequenceId.ShouldBe(2);
        handler.Told.ShouldBe(1);
    }
}
