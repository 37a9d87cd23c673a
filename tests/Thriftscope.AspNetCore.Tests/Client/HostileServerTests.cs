using Thriftscope.AspNetCore.Tests.Support;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore.Tests.Client;

/// <summary>Servers that answer wrongly, late, in part or not at all.</summary>
[Collection(nameof(Alone))]
public class HostileServerTests
{
    [Fact]
    public async Task A_request_that_may_have_been_sent_is_never_sent_again()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = server.CreateClient(new() { ReconnectDelay = TimeSpan.Zero });

        Task<string> call = client.CallAsync<string>("echo", "once");
        using (RawConnection connection = await server.AcceptAsync())
            await connection.ReceiveAsync();
        ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(() => call.InTime());

        e.Error.ShouldBe(ThriftTransportError.EndOfFile);
        e.IsUnsent.ShouldBeFalse();
        server.HasMore.ShouldBeFalse();
    }

    [Fact]
    public async Task A_connection_that_the_server_closed_while_it_was_idle_is_not_used()
    {
        using OpenConnections connections = new();
        using ScriptedServer server = new();
        await using ServiceClient client = server.CreateClient();

        for (int i = 0; i < 3; i++)
        {
            Task<string> call = client.CallAsync<string>("echo", $"{i}");
            RawConnection connection = await server.AcceptAsync();
            await connection.EchoAsync();
            (await call.InTime()).ShouldBe($"{i}");
            connection.FinishSending();
            await InTimeExtensions.Eventually(() => connections.Count == 0, "the client has seen the end");
        }
    }

    [Fact]
    public async Task A_reply_for_another_method_fails_its_call_and_closes_the_connection()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = server.CreateClient();

        Task<string> call = client.CallAsync<string>("echo", "mine");
        Task<string> other = client.CallAsync<string>("echo", "other");
        RawConnection connection = await server.AcceptAsync();
        RawReply request = await connection.ReceiveAsync();
        // A call that was not sent yet would go to another connection.
        await connection.ReceiveAsync();
        await connection.SendAsync(RawMessage.Reply("slow", request.Header.SequenceId, "not yours"));

        ThriftProtocolException e = await Should.ThrowAsync<ThriftProtocolException>(() => call.InTime());
        e.Error.ShouldBe(ThriftProtocolError.BadSequenceId);
        e.Message.ShouldBe($"{server.Endpoint} answered the call with the sequence id 1 with a reply of another method, slow");
        await Should.ThrowAsync<ThriftProtocolException>(() => other.InTime());
        await connection.ReceiveUntilClosedAsync();
    }

    [Theory]
    [InlineData("S", "echo")]
    [InlineData("S", "S:echo")]
    [InlineData(null, "echo")]
    [InlineData(null, "Other:echo")]
    public async Task A_reply_may_be_with_or_without_the_service_s_name(string? multiplexed, string answered)
    {
        using ScriptedServer server = new();
        await using ServiceClient client = server.CreateClient(new() { MultiplexedName = multiplexed });

        Task<string> call = client.CallAsync<string>("echo", "x");
        RawConnection connection = await server.AcceptAsync();
        RawReply request = await connection.ReceiveAsync();
        await connection.SendAsync(RawMessage.Reply(answered, request.Header.SequenceId, "x"));

        (await call.InTime()).ShouldBe("x");
    }

    [Fact]
    public async Task A_reply_of_another_service_is_not_taken()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = server.CreateClient(new() { MultiplexedName = "S" });

        Task<string> call = client.CallAsync<string>("echo", "x");
        RawConnection connection = await server.AcceptAsync();
        RawReply request = await connection.ReceiveAsync();
        await connection.SendAsync(RawMessage.Reply("T:echo", request.Header.SequenceId, "x"));

        await Should.ThrowAsync<ThriftProtocolException>(() => call.InTime());
    }

    [Theory]
    [InlineData("")]
    [InlineData("?transport=framed")]
    public async Task A_peer_that_is_killed_in_the_middle_of_a_reply_ends_the_call(string query)
    {
        using ScriptedServer server = new();
        await using ServiceClient client = Loopback.Load(GateHandler.Idl).CreateClient(ThriftEndpoint.Parse(server.Endpoint + query));

        Task<string> call = client.CallAsync<string>("echo", "x");
        using (RawConnection connection = await server.AcceptAsync())
        {
            // A call that was not sent yet would go to another connection.
            await connection.ReadUntilAsync("echo");
            byte[] reply = RawMessage.Reply("echo", 1, "only half of it");
            await connection.SendAsync(query.Length == 0 ? reply[..20] : RawMessage.Framed(reply)[..20]);
        }

        ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(() => call.InTime());
        e.IsUnsent.ShouldBeFalse();
    }

    [Fact]
    public async Task Half_a_reply_and_then_silence_times_out()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = server.CreateClient(new() { CallTimeout = TimeSpan.FromMilliseconds(200) });

        Task<string> call = client.CallAsync<string>("echo", "x");
        RawConnection connection = await server.AcceptAsync();
        await connection.SendAsync(RawMessage.Reply("echo", 1, "only half of it")[..20]);

        (await Should.ThrowAsync<ThriftTransportException>(() => call.InTime())).Error.ShouldBe(ThriftTransportError.TimedOut);
    }

    [Fact]
    public async Task A_server_that_leaves_many_calls_unanswered_loses_the_connection()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = server.CreateClient(new() { MaxAbandonedCalls = 3 });
        using CancellationTokenSource gone = new();

        Task<string> patient = client.CallAsync<string>("echo", "patient");
        Task<string>[] calls = [.. Enumerable.Range(0, 3).Select(i => client.CallAsync<string>("echo", $"{i}", gone.Token))];
        RawConnection connection = await server.AcceptAsync();
        for (int i = 0; i < 4; i++)
            await connection.ReceiveAsync();
        await gone.CancelAsync();
        foreach (Task<string> call in calls)
            await Should.ThrowAsync<OperationCanceledException>(() => call.InTime());

        ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(() => patient.InTime());
        e.Message.ShouldContain("has left 3 calls of one connection unanswered until their callers were gone");
        await connection.ReceiveUntilClosedAsync();
        Task<string> next = client.CallAsync<string>("echo", "next");
        await (await server.AcceptAsync()).EchoAsync();
        (await next.InTime()).ShouldBe("next");
    }

    [Fact]
    public async Task Calls_that_are_answered_late_are_not_counted_as_unanswered()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = server.CreateClient(new() { MaxAbandonedCalls = 2 });
        RawConnection? connection = null;

        for (int i = 0; i < 6; i++)
        {
            using CancellationTokenSource gone = new();
            Task<string> call = client.CallAsync<string>("echo", $"{i}", gone.Token);
            connection ??= await server.AcceptAsync();
            RawReply request = await connection.ReceiveAsync();
            await gone.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => call.InTime());
            await connection.EchoAsync(request);
            // Its reply comes behind the late one: that has been seen then.
            Task<string> behind = client.CallAsync<string>("echo", "behind");
            await connection.EchoAsync();
            await behind.InTime();
        }

        Task<string> next = client.CallAsync<string>("echo", "next");
        await connection!.EchoAsync();
        (await next.InTime()).ShouldBe("next");
        server.HasMore.ShouldBeFalse();
    }

    [Fact]
    public async Task A_reply_that_came_before_garbage_reaches_its_caller()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = server.CreateClient();

        Task<string> call = client.CallAsync<string>("echo", "mine");
        Task<string> other = client.CallAsync<string>("echo", "other");
        RawConnection connection = await server.AcceptAsync();
        _ = await connection.ReceiveAsync();
        _ = await connection.ReceiveAsync();
        await connection.SendAsync([.. RawMessage.Reply("echo", 1, "yours"), .. "no reply"u8]);

        (await call.InTime()).ShouldBe("yours");
        await Should.ThrowAsync<ThriftProtocolException>(() => other.InTime());
    }

    [Fact]
    public async Task Garbage_ends_the_calls_and_never_the_client()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = server.CreateClient(new() { ReconnectDelay = TimeSpan.Zero });
        Random random = new(20);

        for (int i = 0; i < 50; i++)
        {
            Task<string> call = client.CallAsync<string>("echo", $"{i}");
            using RawConnection connection = await server.AcceptAsync();
            // A call that was not sent yet would go to another connection.
            await connection.ReceiveAsync();
            byte[] garbage = new byte[random.Next(1, 200)];
            random.NextBytes(garbage);
            await connection.SendAsync(garbage);
            connection.FinishSending();
            await Should.ThrowAsync<ThriftException>(() => call.InTime());
        }

        Task<string> last = client.CallAsync<string>("echo", "last");
        await (await server.AcceptAsync()).EchoAsync();
        (await last.InTime()).ShouldBe("last");
    }

    [Fact]
    public async Task A_storm_of_cancellations_leaves_nothing_behind()
    {
        using OpenConnections connections = new();
        await using (Loopback loopback = await Loopback.StartAsync(GateHandler.Idl, new GateHandler(), client: new() { MaxConnections = 3, MaxCallsPerConnection = 20, MaxAbandonedCalls = 1000 }))
        {
            Random random = new(7);
            int[] delays = [.. Enumerable.Range(0, 2000).Select(_ => random.Next(0, 4))];
            await Task.WhenAll(delays.Select(async (delay, i) =>
            {
                using CancellationTokenSource cancellation = new();
                Task<string> call = loopback.Client.CallAsync<string>("echo", $"{i}", cancellation.Token);
                for (int spin = 0; spin < delay; spin++)
                    await Task.Yield();
                await cancellation.CancelAsync();
                try
                {
                    (await call).ShouldBe($"{i}");
                }
                catch (OperationCanceledException)
                {
                    // Most of them.
                }
            })).InTime();

            // Every place has been given back: as many calls as there are places run at the same time.
            await Task.WhenAll(Enumerable.Range(0, 60).Select(i => loopback.Client.CallAsync<string>("echo", $"{i}"))).InTime();
            connections.Count.ShouldBeLessThanOrEqualTo(3);
        }

        connections.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Connections_are_counted_once_each_and_counted_off_when_they_go()
    {
        using OpenConnections connections = new();
        using ScriptedServer server = new();
        ServiceClient client = server.CreateClient(new() { MaxConnections = 2 });

        Task<string>[] calls = [client.CallAsync<string>("echo", "1"), client.CallAsync<string>("echo", "2")];
        RawConnection first = await server.AcceptAsync();
        RawConnection second = await server.AcceptAsync();
        // Once the first has been answered, the second could have its connection.
        RawReply[] requests = [await first.ReceiveAsync(), await second.ReceiveAsync()];
        await first.EchoAsync(requests[0]);
        await second.EchoAsync(requests[1]);
        await Task.WhenAll(calls).InTime();
        connections.Count.ShouldBe(2);
        first.Dispose();
        await InTimeExtensions.Eventually(() => connections.Count == 1, "one connection is left");
        await client.DisposeAsync();

        connections.Count.ShouldBe(0);
    }
}
