using Thriftscope.AspNetCore.Tests.Support;
using Thriftscope.Telemetry;
using Thriftscope.Wire;
using static Thriftscope.AspNetCore.Tests.Sessions.SessionBytes;

namespace Thriftscope.AspNetCore.Tests.Sessions;

/// <summary>A server that is asked for Finagle's TTwitter, byte by byte.</summary>
public class FinagleServerTests
{
    private static readonly byte[] Header = [.. I64(1, 0x8448eb211c80319c), .. I64(2, 0xb7ad6b7169203331), .. Bool(5, true), 0];

    [Theory]
    [InlineData(FinagleProbeName)]
    [InlineData("S:" + FinagleProbeName)]
    public async Task Requests_and_replies_have_headers_after_the_probe(string probe)
    {
        await using Loopback loopback = await StartAsync();
        using RawConnection connection = await loopback.ConnectRawAsync();

        await connection.SendAsync(RawMessage.Framed(FinagleProbe(probe)));
        await connection.ShouldReceiveAsync(RawMessage.Framed(FinagleAnswer(probe)));
        for (int i = 1; i <= 2; i++)
        {
            await connection.SendAsync(RawMessage.Framed([.. Header, .. RawMessage.Call("where", i)]));
            await connection.ShouldReceiveAsync(RawMessage.Framed([0, .. RawMessage.Reply("where", i, " ")]));
        }

        await connection.SendAsync(RawMessage.Framed([.. Header, .. RawMessage.Call("nothing", 3)]));
        (await connection.ReceiveBytesAsync(5))[4].ShouldBe((byte)0);
        (await connection.ReceiveAsync()).Error.Error.ShouldBe(ThriftApplicationError.UnknownMethod);
        // Without the header it is Thrift as ever.
        await connection.SendAsync(RawMessage.Framed(RawMessage.Call("where", 4)));
        await connection.ShouldReceiveAsync(RawMessage.Framed(RawMessage.Reply("where", 4, " ")));
    }

    [Fact]
    public async Task A_oneway_call_has_a_header_and_no_reply()
    {
        TrackedHandler handler = new();
        await using Loopback loopback = await StartAsync(handler);
        using RawConnection connection = await loopback.ConnectRawAsync();

        await connection.SendAsync(
            RawMessage.Framed(FinagleProbe()),
            RawMessage.Framed([.. Header, .. RawMessage.Oneway("tell", RawMessage.Text(1, "x"))]),
            RawMessage.Framed([.. Header, .. RawMessage.Call("where", 2)]));

        await connection.ShouldReceiveAsync(RawMessage.Framed(FinagleAnswer()), RawMessage.Framed([0, .. RawMessage.Reply("where", 2, " ")]));
        await handler.Told.InTime();
    }

    [Fact]
    public async Task All_that_finagle_writes_and_what_is_of_another_type_is_read_over()
    {
        await using Loopback loopback = await StartAsync();
        using RawConnection connection = await loopback.ConnectRawAsync();
        byte[] full =
        [
            .. Header[..^1], .. I64(3, 5), 12, 0, 6, .. RawMessage.Text(1, "client"), 0, .. I64(7, 6),
            .. List(8, FinagleContext("com.twitter.finagle.Deadline", new byte[16]), FinagleContext("baggage", "user=1"u8.ToArray()), [.. RawMessage.Text(1, "no value"), 0], [0]),
            .. RawMessage.Text(9, "/s/users"), .. List(10, [.. RawMessage.Text(1, "/s"), .. RawMessage.Text(2, "/t"), 0]), .. I64(11, 1), .. RawMessage.Text(12, "?"), 0,
        ];

        await connection.SendAsync(
            RawMessage.Framed(FinagleProbe()),
            RawMessage.Framed([.. full, .. RawMessage.Call("where", 1)]),
            RawMessage.Framed([.. RawMessage.Text(1, "no number"), .. I32(5, 1), .. I32(8, 1), 0, .. RawMessage.Call("where", 2)]));

        await connection.ShouldReceiveAsync(
            RawMessage.Framed(FinagleAnswer()),
            RawMessage.Framed([0, .. RawMessage.Reply("where", 1, " ")]),
            RawMessage.Framed([0, .. RawMessage.Reply("where", 2, " ")]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_it_is_not_accepted_it_is_an_unknown_method(bool isUnframed)
    {
        await using Loopback loopback = await StartAsync(options: new ThriftServerOptions { Context = new() { Read = isUnframed ? [new(ThriftContextDialects.Finagle)] : [] } });
        using RawConnection connection = await loopback.ConnectRawAsync();

        // Finagle's clients put all in frames.
        await connection.SendAsync(On(FinagleProbe()), On(RawMessage.Call("where", 1)));

        (await connection.ReceiveAsync()).Error.ShouldBe((ThriftApplicationError.UnknownMethod, $"{FinagleProbeName} is not accepted here"));
        (await connection.ReceiveAsync()).Result.ShouldBe(" ");

        byte[] On(byte[] message) => isUnframed ? message : RawMessage.Framed(message);
    }

    [Fact]
    public async Task A_connection_may_change_from_one_dialect_to_the_other()
    {
        await using Loopback loopback = await StartAsync();
        using RawConnection connection = await loopback.ConnectRawAsync();

        await connection.SendAsync(RawMessage.Framed(FinagleProbe()), RawMessage.Framed(ThriftPyProbe(1)));
        await connection.ShouldReceiveAsync(RawMessage.Framed(FinagleAnswer()), RawMessage.Framed(ThriftPyAnswer(1)));
        await connection.SendAsync(RawMessage.Framed([.. RequestHeader("r", "1"), .. RawMessage.Call("where", 1)]));
        await connection.ShouldReceiveAsync(RawMessage.Framed(RawMessage.Reply("where", 1, "r 1")));
    }

    private static Task<Loopback> StartAsync(TrackedHandler? handler = null, ThriftServerOptions? options = null) =>
        Loopback.StartAsync(TrackedHandler.Module.Service("S"), handler ?? new TrackedHandler(), options);
}
