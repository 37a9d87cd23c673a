using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests;

/// <summary>Calls whose answer can't be written as it should be.</summary>
[Collection(nameof(Alone))]
public class UnanswerableTests
{
    private const string Idl = "service S { string echo(1: string text), string fail(1: string text) }";

    [Fact]
    public async Task A_name_too_long_to_be_repeated_ends_the_connection_and_the_call()
    {
        using ServerGauges gauges = new();
        await using Loopback loopback = await Loopback.StartAsync(Idl, new Handler());
        using RawConnection raw = await loopback.ConnectRawAsync();

        await raw.SendAsync(RawMessage.Framed(RawMessage.Call(new string('x', 16_383_980), 1)));

        (await raw.ReceiveUntilClosedAsync()).ShouldBeEmpty();
        await InTimeExtensions.Eventually(() => gauges.Requests == 0, "requests are still under way");
        (await loopback.Client.CallAsync<string>("echo", "served").InTime()).ShouldBe("served");
        gauges.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task An_error_whose_message_is_too_large_is_answered_with_another()
    {
        await using Loopback loopback = await Loopback.StartAsync(Idl, new Handler());
        using RawConnection raw = await loopback.ConnectRawAsync();

        await raw.SendAsync(RawMessage.Framed(RawMessage.Call("fail", 1)), RawMessage.Framed(RawMessage.Call("echo", 2, RawMessage.Text(1, "next"))));

        (ThriftApplicationError error, string message) = (await raw.ReceiveAsync()).Error;
        error.ShouldBe(ThriftApplicationError.MissingResult);
        message.ShouldBe("The message of the error is too large to be sent");
        (await raw.ReceiveAsync()).Result.ShouldBe("next");
    }

    [Fact]
    public async Task Each_binary_message_is_answered_in_its_own_form()
    {
        await using Loopback loopback = await Loopback.StartAsync(Idl, new Handler());
        using RawConnection raw = await loopback.ConnectRawAsync();
        byte[] text = RawMessage.Text(1, "a");

        await raw.SendAsync(RawMessage.Call("echo", 1, text), RawMessage.OldCall("echo", 2, text), RawMessage.Call("echo", 3, text));
        raw.FinishSending();
        byte[] replies = await raw.ReceiveUntilClosedAsync();

        byte[] body = [.. RawMessage.Text(0, "a"), 0];
        replies.ShouldBe([
            0x80, 1, 0, 2, 0, 0, 0, 4, .. "echo"u8, 0, 0, 0, 1, .. body,
            0, 0, 0, 4, .. "echo"u8, 2, 0, 0, 0, 2, .. body,
            0x80, 1, 0, 2, 0, 0, 0, 4, .. "echo"u8, 0, 0, 0, 3, .. body]);
    }

    private sealed class Handler
    {
        public string Echo(string text) => text;

        public string Fail(string? text) => throw new ThriftApplicationException(ThriftApplicationError.MissingResult, new string('x', 17_000_000));
    }
}
