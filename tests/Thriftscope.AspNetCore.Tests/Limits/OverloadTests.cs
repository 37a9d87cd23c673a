using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Thriftscope.AspNetCore.Requests;
using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests.Limits;

/// <summary>More connections and calls than a server takes.</summary>
[Collection(nameof(Alone))]
public sealed class OverloadTests : IDisposable
{
    private readonly CapturedLog _log = new();
    private readonly RejectedMessages _rejected = new();
    private readonly ILoggerFactory _loggers;
    private readonly GateHandler _handler = new();

    public OverloadTests() => _loggers = _log.ToFactory();

    [Fact]
    public async Task A_connection_over_the_limit_is_closed_counted_and_logged()
    {
        await using Loopback loopback = await StartAsync(new ThriftServerOptions { MaxConnections = 1 });
        await loopback.Client.CallAsync("echo", "the first").InTime();

        using (RawConnection second = await loopback.ConnectRawAsync())
            (await second.ReceiveUntilClosedAsync()).ShouldBeEmpty();

        await _rejected.WaitForAsync("too_many_connections");
        await _log.WaitForAsync("Warning Thriftscope.Connections: Refused a connection from 127.0.0.1:");
        (await loopback.Client.CallAsync<string>("echo", "goes on").InTime()).ShouldBe("goes on");
    }

    [Fact]
    public async Task A_connection_that_ends_makes_room_for_another()
    {
        await using Loopback loopback = await StartAsync(new ThriftServerOptions { MaxConnections = 1 });
        await loopback.Client.CallAsync("echo", "the first").InTime();
        await loopback.Client.DisposeAsync();

        await InTimeExtensions.Eventually(
            () =>
            {
                using RawConnection next = loopback.ConnectRawAsync().Result;
                next.SendAsync(RawMessage.Call("echo", 1, RawMessage.Text(1, "room"))).Wait();
                return next.TryReceiveAsync().Result is { Result: "room" };
            },
            "there is room again");
    }

    [Fact]
    public async Task A_connection_that_does_not_begin_its_tls_handshake_takes_room_too()
    {
        ThriftServerOptions options = new()
        {
            MaxConnections = 2,
            LoggerFactory = _loggers,
            Tls = new HttpsConnectionAdapterOptions { ServerCertificate = Certificates.Server, HandshakeTimeout = TimeSpan.FromHours(1) },
        };
        await using ThriftServer server = await Loopback.Load(GateHandler.Idl).ServeAsync("tls://127.0.0.1:0", _handler, options);
        using RawConnection first = await RawConnection.OpenAsync(server.Endpoint.Port!.Value);
        using RawConnection second = await RawConnection.OpenAsync(server.Endpoint.Port!.Value);
        using RawConnection third = await RawConnection.OpenAsync(server.Endpoint.Port!.Value);

        await _rejected.WaitForAsync("too_many_connections");

        _rejected.Total.ShouldBe(1);
        await _log.WaitForAsync("Warning Thriftscope.Connections: Refused a connection from 127.0.0.1:");
    }

    [Fact]
    public async Task The_http_of_a_server_by_itself_has_the_same_limit()
    {
        ThriftServerOptions options = new() { MaxConnections = 1, LoggerFactory = _loggers };
        await using ThriftServer server = await Loopback.Load(GateHandler.Idl).ServeAsync("http://127.0.0.1:0/thrift", _handler, options);
        using RawConnection first = await RawConnection.OpenAsync(server.Endpoint.Port!.Value);
        await first.SendAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        await first.ReadUntilAsync("HTTP/1.1 404");

        using RawConnection second = await RawConnection.OpenAsync(server.Endpoint.Port!.Value);

        (await second.ReceiveUntilClosedAsync()).ShouldBeEmpty();
        _rejected["too_many_connections"].ShouldBe(1);
    }

    [Fact]
    public async Task Who_is_refused_takes_no_room_from_another()
    {
        ServerLoad load = new();
        load.TryStartCall(1).ShouldBeTrue();
        using CancellationTokenSource done = new();
        Task refused = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
                load.TryStartCall(1).ShouldBeFalse();
        });

        for (int i = 0; i < 300_000; i++)
        {
            load.TryStartCall(2).ShouldBeTrue();
            load.EndCall();
        }

        await done.CancelAsync();
        await refused.InTime();
        load.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task A_call_over_the_limit_is_answered_at_once_and_the_connection_goes_on()
    {
        await using Loopback loopback = await StartAsync(new ThriftServerOptions { MaxConcurrentCalls = 1 });
        await using ServiceClient other = await loopback.ConnectAsync();
        Task<string> running = loopback.Client.CallAsync<string>("slow", "holds the room");
        await _handler.Entered.InTime();

        ThriftApplicationException refused = await Should.ThrowAsync<ThriftApplicationException>(() => other.CallAsync("echo", "x").InTime());

        refused.Error.ShouldBe(ThriftApplicationError.InternalError);
        refused.Message.ShouldBe("The server is overloaded: 1 calls are under way already");
        _rejected["overloaded"].ShouldBe(1);
        await _log.WaitForAsync("overloaded: The server is overloaded");
        _handler.Open();
        (await running.InTime()).ShouldBe("holds the room");
        (await other.CallAsync<string>("echo", "room again").InTime()).ShouldBe("room again");
    }

    [Fact]
    public async Task A_oneway_call_over_the_limit_is_dropped_counted_and_logged()
    {
        await using Loopback loopback = await StartAsync(new ThriftServerOptions { MaxConcurrentCalls = 1 });
        await using ServiceClient other = await loopback.ConnectAsync();
        Task<string> running = loopback.Client.CallAsync<string>("slow", "holds the room");
        await _handler.Entered.InTime();

        await other.CallAsync("tell", "lost").InTime();

        await _rejected.WaitForAsync("overloaded");
        _handler.Open();
        await running.InTime();
        (await other.CallAsync<string>("echo", "after it").InTime()).ShouldBe("after it");
        _handler.Told.ShouldBe(0);
    }

    [Fact]
    public async Task Calls_of_one_connection_run_at_the_same_time_where_the_options_allow_it()
    {
        await using Loopback loopback = await StartAsync(new ThriftServerOptions { MaxConcurrentCallsPerConnection = 2 });
        Task<string> slow = loopback.Client.CallAsync<string>("slow", "first");
        await _handler.Entered.InTime();

        (await loopback.Client.CallAsync<string>("echo", "overtakes").InTime()).ShouldBe("overtakes");
        slow.IsCompleted.ShouldBeFalse();
        _handler.Open();
        (await slow.InTime()).ShouldBe("first");
    }

    [Fact]
    public async Task Many_calls_of_one_connection_at_the_same_time_are_each_answered_once()
    {
        _handler.Open();
        await using Loopback loopback = await StartAsync(new ThriftServerOptions { MaxConcurrentCallsPerConnection = 8, MaxQueuedRequests = 4 });
        using RawConnection raw = await loopback.ConnectRawAsync();

        await raw.SendAsync([.. Enumerable.Range(1, 200).Select(i => RawMessage.Call("slow", i, RawMessage.Text(1, $"call {i}")))]);

        List<int> answered = [];
        for (int i = 0; i < 200; i++)
        {
            RawReply reply = await raw.ReceiveAsync();
            reply.Result.ShouldBe($"call {reply.Header.SequenceId}");
            answered.Add(reply.Header.SequenceId);
        }

        answered.Order().ShouldBe(Enumerable.Range(1, 200));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_limit_is_positive(int value)
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new ThriftServerOptions { MaxConnections = value });
        Should.Throw<ArgumentOutOfRangeException>(() => new ThriftServerOptions { MaxConcurrentCalls = value });
        Should.Throw<ArgumentOutOfRangeException>(() => new ThriftServerOptions { MaxConcurrentCallsPerConnection = value });
        Should.Throw<ArgumentOutOfRangeException>(() => new ThriftServerOptions { MaxQueuedRequests = value });
    }

    public void Dispose()
    {
        _handler.Open();
        _rejected.Dispose();
        _loggers.Dispose();
        _log.Dispose();
    }

    private Task<Loopback> StartAsync(ThriftServerOptions options)
    {
        options.LoggerFactory = _loggers;
        return Loopback.StartAsync(GateHandler.Idl, _handler, options);
    }
}
