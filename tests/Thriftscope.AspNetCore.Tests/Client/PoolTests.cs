using System.Net;
using System.Net.Sockets;
using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests.Client;

/// <summary>How many connections a client has, which one a call takes, and how long they are kept.</summary>
public class PoolTests
{
    [Fact]
    public async Task By_default_calls_share_one_connection_and_keep_their_order()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = await Loopback.Load(GateHandler.Idl).ConnectAsync(server.Endpoint).InTime();

        Task<string>[] calls = [.. Enumerable.Range(0, 3).Select(i => client.CallAsync<string>("echo", $"{i}"))];
        RawConnection connection = await server.AcceptAsync();
        for (int i = 0; i < 3; i++)
            (await connection.ReceiveAsync()).Fields[1].ShouldBe($"{i}");
        for (int i = 3; i > 0; i--)
            await connection.SendAsync(RawMessage.Reply("echo", i, $"reply {i}"));

        (await Task.WhenAll(calls).InTime()).ShouldBe(["reply 1", "reply 2", "reply 3"]);
        server.HasMore.ShouldBeFalse();
    }

    [Fact]
    public async Task Calls_that_wait_for_the_connection_to_be_opened_keep_their_order()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = server.CreateClient();

        Task<string>[] calls = [.. Enumerable.Range(0, 50).Select(i => client.CallAsync<string>("echo", $"{i}"))];
        RawConnection connection = await server.AcceptAsync();
        for (int i = 0; i < 50; i++)
        {
            RawReply request = await connection.ReceiveAsync();
            request.Fields[1].ShouldBe($"{i}");
            await connection.EchoAsync(request);
        }

        await Task.WhenAll(calls).InTime();
    }

    [Theory]
    [InlineData("first", "second")]
    [InlineData("second", "first")]
    public async Task A_caller_that_blocks_its_thread_holds_up_no_other_call(string early, string late)
    {
        using ScriptedServer server = new();
        await using ServiceClient client = server.CreateClient();
        Task<string> second = Task.FromResult("");
        async Task<string> CallAndBlockAsync()
        {
            Task<string> first = client.CallAsync<string>("echo", "first");
            second = client.CallAsync<string>("echo", "second");
            string answer = await first.ConfigureAwait(false);
            // On the thread that has read the reply, or any other.
            second.Wait(TimeSpan.FromSeconds(20)).ShouldBeTrue();
            return answer + client.CallAsync<string>("echo", "third").GetAwaiter().GetResult();
        }

        Task<string> both = CallAndBlockAsync();
        RawConnection connection = await server.AcceptAsync();
        Dictionary<string, byte[]> replies = [];
        for (int i = 1; i <= 2; i++)
            replies[(string)(await connection.ReceiveAsync()).Fields[1]!] = RawMessage.Reply("echo", i, $"reply {i} ");
        await connection.SendAsync([.. replies[early], .. replies[late]]);
        await connection.EchoAsync();

        (await both.InTime()).ShouldBe("reply 1 third");
        (await second.InTime()).ShouldBe("reply 2 ");
    }

    [Fact]
    public async Task Another_connection_is_opened_only_when_all_are_busy_and_a_call_takes_the_least_busy()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = server.CreateClient(new() { MaxConnections = 2 });

        Task<string> call = client.CallAsync<string>("echo", "alone");
        RawConnection first = await server.AcceptAsync();
        await first.EchoAsync();
        await call.InTime();
        Task<string> held = client.CallAsync<string>("echo", "held");
        RawReply heldRequest = await first.ReceiveAsync();
        server.HasMore.ShouldBeFalse();

        Task<string> other = client.CallAsync<string>("echo", "other");
        RawConnection second = await server.AcceptAsync();
        await second.EchoAsync();
        (await other.InTime()).ShouldBe("other");
        Task<string> next = client.CallAsync<string>("echo", "next");
        await second.EchoAsync();
        (await next.InTime()).ShouldBe("next");

        await first.EchoAsync(heldRequest);
        (await held.InTime()).ShouldBe("held");
        server.HasMore.ShouldBeFalse();
    }

    [Fact]
    public async Task With_all_connections_busy_calls_are_pipelined()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = server.CreateClient(new() { MaxConnections = 2 });

        Task<string>[] calls = [.. Enumerable.Range(0, 6).Select(i => client.CallAsync<string>("echo", $"{i}"))];
        RawConnection[] connections = [await server.AcceptAsync(), await server.AcceptAsync()];
        // All of them, before a place comes free that another call could have. A connection that is slow to open may get fewer than the other.
        List<(RawConnection Connection, RawReply Request)> requests = [];
        Task<RawReply>[] receiving = [.. connections.Select(c => c.ReceiveAsync())];
        while (requests.Count < 6)
        {
            int index = Array.IndexOf(receiving, await Task.WhenAny(receiving).InTime());
            requests.Add((connections[index], await receiving[index]));
            if (requests.Count < 6)
                receiving[index] = connections[index].ReceiveAsync();
        }

        requests.Select(r => r.Connection).Distinct().Count().ShouldBe(2);
        foreach ((RawConnection connection, RawReply request) in requests)
            await connection.EchoAsync(request);

        (await Task.WhenAll(calls).InTime()).ShouldBe(["0", "1", "2", "3", "4", "5"]);
        server.HasMore.ShouldBeFalse();
    }

    [Fact]
    public async Task Many_callers_over_several_connections_get_their_own_replies()
    {
        await using Loopback loopback = await Loopback.StartAsync(GateHandler.Idl, new GateHandler());
        await using ByteRelay relay = ByteRelay.Listen(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0), loopback.Server);
        await using ServiceClient client = loopback.Service.CreateClient(ThriftEndpoint.Parse($"tcp://127.0.0.1:{relay.Port}"), new() { MaxConnections = 4 });

        await Task.WhenAll(Enumerable.Range(0, 128).Select(async caller =>
        {
            for (int i = 0; i < 50; i++)
                (await client.CallAsync<string>("echo", $"{caller}/{i}")).ShouldBe($"{caller}/{i}");
        })).InTime();

        relay.Accepted.ShouldBe(4);
    }

    [Fact]
    public async Task Callers_beyond_the_limit_wait_for_a_place()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = server.CreateClient(new() { MaxCallsPerConnection = 1 });

        Task<string> first = client.CallAsync<string>("echo", "first");
        Task<string> second = client.CallAsync<string>("echo", "second");
        RawConnection connection = await server.AcceptAsync();
        RawReply request = await connection.ReceiveAsync();
        request.Fields[1].ShouldBe("first");
        await connection.ShouldBeSilentAsync();
        await connection.EchoAsync(request);
        await connection.EchoAsync();

        (await first.InTime()).ShouldBe("first");
        (await second.InTime()).ShouldBe("second");
        server.HasMore.ShouldBeFalse();
    }

    [Fact]
    public async Task Who_waits_for_a_place_too_long_is_told_that_nothing_was_sent()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = server.CreateClient(new() { MaxCallsPerConnection = 1 });

        Task<string> first = client.CallAsync<string>("echo", "first");
        RawConnection connection = await server.AcceptAsync();
        RawReply request = await connection.ReceiveAsync();
        ThriftTransportException late = await Should.ThrowAsync<ThriftTransportException>(
            () => client.CallAsync<string>("echo", "late", new ThriftCallOptions { Timeout = TimeSpan.FromMilliseconds(50) }).InTime());
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            using CancellationTokenSource cancellation = new(TimeSpan.FromMilliseconds(50));
            await client.CallAsync<string>("echo", "cancelled", cancellation.Token).InTime();
        });
        Task<string> last = client.CallAsync<string>("echo", "last");
        await connection.EchoAsync(request);
        await connection.EchoAsync();

        late.Error.ShouldBe(ThriftTransportError.TimedOut);
        late.IsUnsent.ShouldBeTrue();
        late.Message.ShouldBe($"No connection to {server.Endpoint} had room for the call within 0.05 s.");
        (await first.InTime()).ShouldBe("first");
        (await last.InTime()).ShouldBe("last");
    }

    [Fact]
    public async Task A_oneway_call_gives_its_place_back_when_it_has_been_sent()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = server.CreateClient(new() { MaxCallsPerConnection = 1 });

        for (int i = 0; i < 3; i++)
            await client.CallAsync("tell", $"{i}").InTime();

        RawConnection connection = await server.AcceptAsync();
        for (int i = 0; i < 3; i++)
            (await connection.ReceiveAsync()).Fields[1].ShouldBe($"{i}");
    }

    [Fact]
    public async Task A_call_that_can_not_be_written_gives_its_place_back()
    {
        using ScriptedServer server = new();
        ThriftClientOptions options = new() { MaxCallsPerConnection = 1, Limits = new() { MaxMessageSize = 100 } };
        await using ServiceClient client = server.CreateClient(options);

        await Should.ThrowAsync<ThriftProtocolException>(() => client.CallAsync<string>("echo", new string('x', 200)).InTime());
        Task<string> next = client.CallAsync<string>("echo", "next");
        await (await server.AcceptAsync()).EchoAsync();

        (await next.InTime()).ShouldBe("next");
    }

    [Fact]
    public async Task A_connection_that_nobody_uses_is_closed_and_the_next_call_opens_another()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = server.CreateClient(new() { IdleTimeout = TimeSpan.FromMilliseconds(50) });

        Task<string> first = client.CallAsync<string>("echo", "first");
        RawConnection connection = await server.AcceptAsync();
        await connection.EchoAsync();
        await first.InTime();
        (await connection.ReceiveUntilClosedAsync()).ShouldBeEmpty();
        Task<string> second = client.CallAsync<string>("echo", "second");
        await (await server.AcceptAsync()).EchoAsync();

        (await second.InTime()).ShouldBe("second");
    }

    [Fact]
    public async Task A_connection_with_a_call_under_way_is_not_idle()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = server.CreateClient(new() { IdleTimeout = TimeSpan.FromMilliseconds(20), MaxConnections = 2 });

        Task<string> held = client.CallAsync<string>("echo", "held");
        RawConnection busy = await server.AcceptAsync();
        RawReply request = await busy.ReceiveAsync();
        Task<string> other = client.CallAsync<string>("echo", "other");
        RawConnection idle = await server.AcceptAsync();
        await idle.EchoAsync();
        await other.InTime();
        await idle.ReceiveUntilClosedAsync();
        await busy.EchoAsync(request);

        (await held.InTime()).ShouldBe("held");
    }

    [Fact]
    public async Task A_connection_past_its_lifetime_takes_no_more_calls_and_is_closed_behind_its_last()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = server.CreateClient(new() { ConnectionLifetime = TimeSpan.FromMilliseconds(100) });

        Task<string> held = client.CallAsync<string>("echo", "held");
        RawConnection old = await server.AcceptAsync();
        RawReply request = await old.ReceiveAsync();
        await Task.Delay(150);
        Task<string> next = client.CallAsync<string>("echo", "next");
        await (await server.AcceptAsync()).EchoAsync();
        (await next.InTime()).ShouldBe("next");
        await old.EchoAsync(request);

        (await held.InTime()).ShouldBe("held");
        (await old.ReceiveUntilClosedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task While_connecting_is_not_tried_again_calls_fail_at_once_and_say_when_and_why()
    {
        ThriftClientOptions options = new() { ReconnectDelay = TimeSpan.FromHours(1), MaxReconnectDelay = TimeSpan.FromHours(1) };
        string endpoint = Unused();
        await using ServiceClient client = Loopback.Load(GateHandler.Idl).CreateClient(ThriftEndpoint.Parse(endpoint), options);

        ThriftTransportException first = await Should.ThrowAsync<ThriftTransportException>(() => client.CallAsync<string>("echo", "x").InTime());
        ThriftTransportException second = await Should.ThrowAsync<ThriftTransportException>(() => client.CallAsync<string>("echo", "x").InTime());

        first.Message.ShouldStartWith($"Could not connect to {endpoint}: ");
        second.Message.ShouldStartWith($"There is no connection to {endpoint}: the last attempt has failed, and the next may be made in ");
        second.Message.ShouldEndWith(first.Message);
        second.InnerException.ShouldBe(first);
        (first.IsUnsent, second.IsUnsent).ShouldBe((true, true));
    }

    [Fact]
    public async Task With_another_connection_open_a_failure_to_connect_costs_no_call()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = server.CreateClient(new() { MaxConnections = 2, ReconnectDelay = TimeSpan.FromHours(1), MaxReconnectDelay = TimeSpan.FromHours(1) });

        Task<string> held = client.CallAsync<string>("echo", "held");
        RawConnection connection = await server.AcceptAsync();
        RawReply request = await connection.ReceiveAsync();
        server.StopListening();
        Task<string>[] others = [client.CallAsync<string>("echo", "1"), client.CallAsync<string>("echo", "2")];
        await connection.EchoAsync(request);
        await connection.EchoAsync();
        await connection.EchoAsync();

        (await held.InTime()).ShouldBe("held");
        (await Task.WhenAll(others).InTime()).ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task Who_waits_behind_a_connection_that_has_become_too_old_gets_another()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = server.CreateClient(new() { MaxCallsPerConnection = 1, ConnectionLifetime = TimeSpan.FromMilliseconds(200) });
        Task<string> held = client.CallAsync<string>("echo", "held");
        RawConnection old = await server.AcceptAsync();
        RawReply request = await old.ReceiveAsync();

        Task<string> next = client.CallAsync<string>("echo", "next");
        await (await server.AcceptAsync()).EchoAsync();
        (await next.InTime()).ShouldBe("next");
        await old.EchoAsync(request);

        (await held.InTime()).ShouldBe("held");
    }

    [Fact]
    public async Task Who_waits_while_connecting_is_not_tried_again_gets_a_connection_as_soon_as_it_is()
    {
        using TcpListener server = new(IPAddress.Loopback, 0);
        server.Start();
        EndPoint address = server.LocalEndpoint;
        await using ServiceClient client = Loopback.Load(GateHandler.Idl).CreateClient(
            ThriftEndpoint.Parse($"tcp://{address}"), new() { MaxConnections = 2, MaxCallsPerConnection = 1, ReconnectDelay = TimeSpan.FromMilliseconds(300) });
        Task<string> held = client.CallAsync<string>("echo", "held");
        using RawConnection first = new(await server.AcceptSocketAsync().InTime());
        RawReply request = await first.ReceiveAsync();
        server.Stop();

        Task<string> next = client.CallAsync<string>("echo", "next");
        await Task.Delay(100);
        using TcpListener again = new((IPEndPoint)address);
        again.Start();
        using RawConnection second = new(await again.AcceptSocketAsync().InTime());
        await second.EchoAsync();

        (await next.InTime()).ShouldBe("next");
        await first.EchoAsync(request);
        (await held.InTime()).ShouldBe("held");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Numbers_must_be_positive(int number)
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new ThriftClientOptions { MaxConnections = number });
        Should.Throw<ArgumentOutOfRangeException>(() => new ThriftClientOptions { MaxCallsPerConnection = number });
        Should.Throw<ArgumentOutOfRangeException>(() => new ThriftClientOptions { MaxAbandonedCalls = number });
        Should.Throw<ArgumentOutOfRangeException>(() => new ThriftClientOptions { IdleTimeout = TimeSpan.FromSeconds(number * 5) });
        Should.Throw<ArgumentOutOfRangeException>(() => new ThriftClientOptions { ReconnectDelay = TimeSpan.FromSeconds(-1) });
        Should.Throw<ArgumentOutOfRangeException>(() => new ThriftClientOptions { KeepAliveInterval = TimeSpan.FromSeconds(number) });
        Should.Throw<ArgumentOutOfRangeException>(() => new ThriftCallOptions { Timeout = TimeSpan.FromSeconds(number * 5) });
    }

    private static string Unused()
    {
        using ScriptedServer server = new();
        return server.Endpoint;
    }
}
