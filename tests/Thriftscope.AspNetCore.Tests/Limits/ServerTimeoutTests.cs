using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests.Limits;

/// <summary>Clients and handlers that take too long, at the server.</summary>
[Collection(nameof(Alone))]
public sealed class ServerTimeoutTests : IDisposable
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);

    private readonly CapturedLog _log = new();
    private readonly RejectedMessages _rejected = new();
    private readonly ILoggerFactory _loggers;
    private readonly Handler _handler = new();

    public ServerTimeoutTests() => _loggers = LoggerFactory.Create(b => b.SetMinimumLevel(LogLevel.Debug).AddProvider(_log));

    [Fact]
    public async Task A_connection_without_requests_is_closed_when_it_has_been_idle_for_too_long()
    {
        await using Loopback loopback = await StartAsync(new ThriftServerOptions { IdleTimeout = Short });
        using RawConnection silent = await loopback.ConnectRawAsync();
        using RawConnection used = await loopback.ConnectRawAsync();
        await used.SendAsync(Echo("hello"));
        (await used.ReceiveAsync()).Result.ShouldBe("hello");

        (await silent.ReceiveUntilClosedAsync()).ShouldBeEmpty();
        (await used.ReceiveUntilClosedAsync()).ShouldBeEmpty();
        await _log.WaitForAsync("s: idle");
    }

    [Fact]
    public async Task The_http_of_a_server_by_itself_is_closed_when_it_has_been_idle_for_too_long()
    {
        await using ThriftServer server = await Loopback.Load("service S { string echo(1: string text) }").ServeAsync(
            "http://127.0.0.1:0/thrift", _handler, new ThriftServerOptions { IdleTimeout = Short, LoggerFactory = _loggers });
        using RawConnection silent = await RawConnection.OpenAsync(server.Endpoint.Port!.Value);

        (await silent.ReceiveUntilClosedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_connection_whose_call_runs_is_not_idle()
    {
        await using Loopback loopback = await StartAsync(new ThriftServerOptions { IdleTimeout = Short });
        using RawConnection busy = await loopback.ConnectRawAsync();
        await busy.SendAsync(RawMessage.Call("hold", 1));
        await _handler.Entered.InTime();
        using RawConnection silent = await loopback.ConnectRawAsync();

        // The one that came later has been closed: the first had all that time and more.
        await silent.ReceiveUntilClosedAsync();
        _handler.Release();

        (await busy.ReceiveAsync()).Result.ShouldBe("held");
    }

    [Fact]
    public async Task A_request_that_does_not_arrive_in_time_ends_its_connection()
    {
        await using Loopback loopback = await StartAsync(new ThriftServerOptions { ReadTimeout = Short });
        using RawConnection raw = await loopback.ConnectRawAsync();
        await raw.SendAsync(Echo("whole"), Echo("half")[..^3]);

        (await raw.ReceiveAsync()).Result.ShouldBe("whole");
        (await raw.ReceiveUntilClosedAsync()).ShouldBeEmpty();
        await _rejected.WaitForAsync("read_timeout");
        await _log.WaitForAsync("a request did not arrive within 0.1 s");
        await _log.WaitForAsync("s: read_timeout");
    }

    [Fact]
    public async Task The_time_of_a_call_is_not_that_of_the_request_behind_it()
    {
        await using Loopback loopback = await StartAsync(new ThriftServerOptions { ReadTimeout = Short, MaxQueuedRequests = 1 });
        using RawConnection raw = await loopback.ConnectRawAsync();
        byte[] last = Echo("last");
        await raw.SendAsync(RawMessage.Call("hold", 1), Echo("queued"), last[..^3]);
        await _handler.Entered.InTime();
        using RawConnection slow = await loopback.ConnectRawAsync();
        await slow.SendAsync(last[..^3]);

        // What is cut off elsewhere has had less time.
        await slow.ReceiveUntilClosedAsync();
        await raw.SendAsync(last[^3..]);
        _handler.Release();

        (await raw.ReceiveAsync()).Result.ShouldBe("held");
        (await raw.ReceiveAsync()).Result.ShouldBe("queued");
        (await raw.ReceiveAsync()).Result.ShouldBe("last");
    }

    [Fact]
    public async Task A_beginning_that_does_not_go_on_ends_its_connection()
    {
        await using Loopback loopback = await StartAsync(new ThriftServerOptions { HandshakeTimeout = Short });
        using RawConnection raw = await loopback.ConnectRawAsync();
        await raw.SendAsync([0, 0]);

        (await raw.ReceiveUntilClosedAsync()).ShouldBeEmpty();
        await _rejected.WaitForAsync("handshake_timeout");
        await _log.WaitForAsync("s: handshake_timeout");
    }

    [Fact]
    public async Task A_client_that_does_not_read_its_replies_loses_its_connection()
    {
        await using Loopback loopback = await StartAsync(new ThriftServerOptions { WriteTimeout = Short });
        using RawConnection raw = await loopback.ConnectRawAsync();

        await raw.SendAsync([.. Enumerable.Range(0, 100).Select(_ => RawMessage.Call("large", 1))]);

        await _rejected.WaitForAsync("write_timeout");
        await _log.WaitForAsync("it read nothing of a reply for 0.1 s");
        await _log.WaitForAsync("s: write_timeout");
        (await loopback.Client.CallAsync<string>("echo", "others go on").InTime()).ShouldBe("others go on");
    }

    [Theory]
    [InlineData("hold")]
    [InlineData("block")]
    public async Task A_call_that_takes_too_long_is_answered_and_its_late_result_discarded(string method)
    {
        await using Loopback loopback = await StartAsync(new ThriftServerOptions { RequestTimeout = Short });
        using RawConnection raw = await loopback.ConnectRawAsync();
        await raw.SendAsync(RawMessage.Call(method, 1));

        (ThriftApplicationError error, string message) = (await raw.ReceiveAsync()).Error;

        (error, message).ShouldBe((ThriftApplicationError.InternalError, $"{method} did not end within 0.1 s, the server's time-out"));
        await _handler.Cancelled.InTime();
        await raw.SendAsync(RawMessage.Call("echo", 2, RawMessage.Text(1, "next")));
        (await raw.ReceiveAsync()).Result.ShouldBe("next");
        _handler.Release();
        await raw.SendAsync(RawMessage.Call("echo", 3, RawMessage.Text(1, "and nothing between")));
        (await raw.ReceiveAsync()).Header.SequenceId.ShouldBe(3);
    }

    [Fact]
    public async Task A_call_that_has_timed_out_counts_until_its_handler_ends()
    {
        await using Loopback loopback = await StartAsync(new ThriftServerOptions { RequestTimeout = Short, MaxConcurrentCalls = 1 });
        await Should.ThrowAsync<ThriftApplicationException>(() => loopback.Client.CallAsync("hold").InTime());

        (await Should.ThrowAsync<ThriftApplicationException>(() => loopback.Client.CallAsync("echo", "x").InTime())).Message.ShouldContain("overloaded");
        _handler.Release();

        await InTimeExtensions.Eventually(
            () =>
            {
                try
                {
                    return loopback.Client.CallAsync<string>("echo", "room").Result == "room";
                }
                catch (AggregateException)
                {
                    return false;
                }
            },
            "the handler that has ended makes room");
    }

    [Fact]
    public async Task A_handler_that_fails_after_its_call_has_timed_out_is_logged()
    {
        await using Loopback loopback = await StartAsync(new ThriftServerOptions { RequestTimeout = Short });
        await Should.ThrowAsync<ThriftApplicationException>(() => loopback.Client.CallAsync("failLate").InTime());

        _handler.Release();

        await _log.WaitForAsync("Warning Thriftscope.Calls: The handler of S/failLate failed after its call had timed out");
    }

    [Fact]
    public async Task A_call_that_takes_too_long_is_a_span_that_timed_out()
    {
        List<Activity> spans = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = s => s.Name == "Thriftscope",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = a =>
            {
                lock (spans)
                    spans.Add(a);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using Loopback loopback = await StartAsync(new ThriftServerOptions { RequestTimeout = Short });

        await Should.ThrowAsync<ThriftApplicationException>(() => loopback.Client.CallAsync("hold").InTime());

        await InTimeExtensions.Eventually(() => ServerSpan() is not null, "the server's span");
        ServerSpan()!.GetTagItem("error.type").ShouldBe("TIMED_OUT");
        ServerSpan()!.GetTagItem("rpc.status_code").ShouldBe("INTERNAL_ERROR");
        _handler.Release();

        Activity? ServerSpan()
        {
            lock (spans)
                return spans.SingleOrDefault(s => s is { Kind: ActivityKind.Server, DisplayName: "S/hold" });
        }
    }

    [Fact]
    public void A_time_is_positive_or_infinite()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new ThriftServerOptions { RequestTimeout = TimeSpan.Zero });
        Should.Throw<ArgumentOutOfRangeException>(() => new ThriftServerOptions { IdleTimeout = TimeSpan.FromSeconds(-2) });
        Should.Throw<ArgumentOutOfRangeException>(() => new ThriftServerOptions { ReadTimeout = TimeSpan.FromDays(30) });
        new ThriftServerOptions { WriteTimeout = Timeout.InfiniteTimeSpan }.WriteTimeout.ShouldBe(Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _handler.Release();
        _rejected.Dispose();
        _loggers.Dispose();
        _log.Dispose();
    }

    private Task<Loopback> StartAsync(ThriftServerOptions options)
    {
        options.LoggerFactory = _loggers;
        return Loopback.StartAsync("service S { string echo(1: string text), string hold(), string block(), string failLate(), string large() }", _handler, options);
    }

    private static byte[] Echo(string text) => RawMessage.Call("echo", 1, RawMessage.Text(1, text));

    private sealed class Handler
    {
        private static readonly string Megabyte = new('x', 1_000_000);

        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Entered => _entered.Task;

        public Task Cancelled => _cancelled.Task;

        public void Release() => _released.TrySetResult();

        public string Echo(string text) => text;

        public string Large() => Megabyte;

        // Takes no notice of its token, as careless handlers do.
        public async Task<string> Hold(CancellationToken cancellationToken)
        {
            _entered.TrySetResult();
            cancellationToken.Register(() => _cancelled.TrySetResult());
            await _released.Task;
            return "held";
        }

        public string Block(CancellationToken cancellationToken)
        {
            cancellationToken.Register(() => _cancelled.TrySetResult());
            _released.Task.Wait(CancellationToken.None);
            return "blocked";
        }

        public async Task<string> FailLate()
        {
            await _released.Task;
            throw new InvalidOperationException("too late");
        }
    }
}
