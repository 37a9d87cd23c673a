using System.Text;
using Microsoft.Extensions.Logging;
using Thriftscope.AspNetCore.Tests.Support;
using Thriftscope.Tests.Wire;

namespace Thriftscope.AspNetCore.Tests;

/// <summary>Bytes that are no request: the connection is closed, logged and counted, and others are served meanwhile.</summary>
[Collection(nameof(Alone))]
public sealed class HostileInputTests : IDisposable
{
    private readonly CapturedLog _log = new();
    private readonly ILoggerFactory _loggers;
    private readonly RejectedMessages _rejected = new();

    public HostileInputTests() => _loggers = _log.ToFactory();

    // What is sent, whether nothing follows it, and the reason and the words with which it is refused.
    public static TheoryData<string, bool, string, string> Hostile => new()
    {
        { Hex("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), false, "bad_magic", "The first bytes, 474554202f204854, begin no Thrift message: they look like HTTP" },
        { "16030100c8010000c40303", false, "bad_magic", "The first bytes, 16030100c8010000, begin no" },
        { "80020001" + "00000000", false, "bad_magic", "begins with 0x8001, not with 0x8002" },
        { "80010001" + "ffffffff", false, "negative_size", "A size can't be negative: -1" },
        { "80010001" + "7fffffff", false, "too_large", "is over the limit of 104857600" },
        { "80010001" + "00000004" + "6563686f" + "00000001" + "0b0001" + "7fffffff", false, "too_large", "A message of 2147483666 bytes is over the limit of 104857600" },
        { "80010001" + "00000004" + "6563686f" + "00000001" + "630001", false, "invalid_data", "There is no Thrift type 99" },
        { "80010009" + "00000004" + "6563686f" + "00000001" + "00", false, "invalid_data", "There is no message type 9" },
        { "80010001" + "00000004" + "6563686f" + "00000001" + string.Concat(Enumerable.Repeat("0c0001", 100)), false, "too_deep", "nested deeper than the limit of 64" },
        { "00fa0001" + "8001000100000000", false, "too_large", "A frame of 16384001 bytes is over the limit of 16384000 (ThriftLimits.MaxFrameSize)" },
        { "00000008" + "80010001" + "00000001", false, "truncated", "The message ends too early" },
        { "80010001" + "00000004" + "6563", true, "truncated", "The connection ended in the middle of a message" },
        { "0000002080010001" + "00000004", true, "truncated", "The connection ended in the middle of a message" },
        { "000000", true, "truncated", "The connection ended in the middle of a message" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task It_is_closed_logged_and_counted(string hex, bool ends, string reason, string message)
    {
        await using Loopback loopback = await StartAsync();
        using RawConnection raw = await loopback.ConnectRawAsync();

        await raw.SendAsync(Convert.FromHexString(hex));
        if (ends)
            raw.FinishSending();

        (await raw.ReceiveUntilClosedAsync()).ShouldBeEmpty();
        await _log.WaitForAsync(message);
        await _rejected.WaitForAsync(reason);
        _log.Lines.ShouldHaveSingleItem().ShouldStartWith("Warning Thriftscope.Calls: Rejected a message from 127.0.0.1:");
        _rejected.Total.ShouldBe(1);
        (await loopback.Client.CallAsync<string>("echo", "served").InTime()).ShouldBe("served");
    }

    [Fact]
    public async Task The_requests_before_it_are_answered()
    {
        await using Loopback loopback = await StartAsync();
        using RawConnection raw = await loopback.ConnectRawAsync();

        await raw.SendAsync(RawMessage.Call("echo", 1, RawMessage.Text(1, "good")), RawMessage.Call("echo", 2, RawMessage.Text(1, "good")), [0xFF, 0xFF, 0xFF, 0xFF]);

        (await raw.ReceiveAsync()).Header.SequenceId.ShouldBe(1);
        (await raw.ReceiveAsync()).Header.SequenceId.ShouldBe(2);
        (await raw.ReceiveUntilClosedAsync()).ShouldBeEmpty();
        await _rejected.WaitForAsync("bad_magic");
    }

    [Fact]
    public async Task Requests_that_are_answered_with_an_error_are_counted_too()
    {
        await using Loopback loopback = await StartAsync();
        using RawConnection raw = await loopback.ConnectRawAsync();

        await raw.SendAsync(RawMessage.Call("nothing", 1), RawMessage.Call("need", 2, Convert.FromHexString("0c0001" + "00")));
        using RawConnection framed = await loopback.ConnectRawAsync();
        await framed.SendAsync(RawMessage.Framed([.. RawMessage.Call("echo", 1), 0]));

        (await raw.ReceiveAsync()).Error.Error.ShouldBe(ThriftApplicationError.UnknownMethod);
        (await raw.ReceiveAsync()).Error.Error.ShouldBe(ThriftApplicationError.ProtocolError);
        (await framed.ReceiveAsync()).Error.Error.ShouldBe(ThriftApplicationError.ProtocolError);
        _rejected["unknown_method"].ShouldBe(1);
        _rejected["missing_field"].ShouldBe(1);
        _rejected["invalid_data"].ShouldBe(1);
    }

    [Theory]
    [InlineData("client gone")]
    [InlineData("client closed in order")]
    public async Task A_connection_that_is_closed_between_messages_is_no_error(string how)
    {
        await using Loopback loopback = await StartAsync();
        using (RawConnection silent = await loopback.ConnectRawAsync())
        using (RawConnection raw = await loopback.ConnectRawAsync())
        {
            await raw.SendAsync(RawMessage.Call("echo", 1, RawMessage.Text(1, how)));
            (await raw.ReceiveAsync()).Result.ShouldBe(how);
            if (how != "client gone")
            {
                raw.FinishSending();
                (await raw.ReceiveUntilClosedAsync()).ShouldBeEmpty();
            }
        }

        await loopback.Server.StopAsync().InTime();
        _log.Lines.ShouldBeEmpty();
        _rejected.Total.ShouldBe(0);
    }

    [Fact]
    public async Task Thousands_of_damaged_requests_leave_the_server_serving()
    {
        await using Loopback loopback = await StartAsync();
        using CancellationTokenSource done = new();
        Task<int> others = CallUntilAsync(loopback.Client, done.Token);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            for (int i = 0; i < 750; i++)
                await SendDamagedAsync(loopback, new Mutations((worker * 1000) + i), framed: i % 2 == 0);
        })));

        await done.CancelAsync();
        (await others.InTime()).ShouldBeGreaterThan(100);
        _rejected.Total.ShouldBeGreaterThan(1000);
        _log.Lines.ShouldAllBe(l => l.StartsWith("Warning Thriftscope.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Half_messages_that_never_end_do_not_keep_others_waiting()
    {
        await using Loopback loopback = await StartAsync();
        byte[] request = RawMessage.Call("echo", 1, RawMessage.Text(1, "at last"));
        List<RawConnection> slow = [];
        for (int i = 1; i < request.Length; i++)
        {
            slow.Add(await loopback.ConnectRawAsync());
            await slow[^1].SendAsync(request[..i]);
        }

        (await loopback.Client.CallAsync<string>("echo", "served").InTime()).ShouldBe("served");
        _rejected.Total.ShouldBe(0);

        for (int i = 1; i < request.Length; i++)
        {
            using RawConnection connection = slow[i - 1];
            await connection.SendAsync(request[i..]);
            (await connection.ReceiveAsync()).Result.ShouldBe("at last");
        }
    }

    public void Dispose()
    {
        _rejected.Dispose();
        _loggers.Dispose();
        _log.Dispose();
    }

    private Task<Loopback> StartAsync() => Loopback.StartAsync(
        "struct Need { 1: required i32 a } service S { string echo(1: string text), i32 need(1: Need need) }",
        new Handler(),
        new ThriftServerOptions { LoggerFactory = _loggers });

    private static async Task SendDamagedAsync(Loopback loopback, Mutations mutations, bool framed)
    {
        byte[] good = RawMessage.Call("echo", 1, RawMessage.Text(1, "one"), RawMessage.Text(2, "two"));
        byte[] damaged = mutations.Damage(framed ? RawMessage.Framed(good) : good);
        using RawConnection raw = await loopback.ConnectRawAsync();
        await raw.SendAsync(damaged);
        raw.FinishSending();
        await raw.ReceiveUntilClosedAsync();
    }

    private static async Task<int> CallUntilAsync(ServiceClient client, CancellationToken done)
    {
        int calls = 0;
        for (; !done.IsCancellationRequested; calls++)
            (await client.CallAsync<string>("echo", $"{calls}", CancellationToken.None).InTime()).ShouldBe($"{calls}");
        return calls;
    }

    private static string Hex(string text) => Convert.ToHexString(Encoding.ASCII.GetBytes(text));

    private sealed class Handler
    {
        public string Echo(string? text) => text ?? "";

        public int Need(ThriftStruct need) => 1;
    }
}
