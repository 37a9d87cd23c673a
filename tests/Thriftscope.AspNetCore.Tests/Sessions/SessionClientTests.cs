using Thriftscope.AspNetCore.Tests.Support;
using Thriftscope.Sessions;
using Thriftscope.Wire;
using static Thriftscope.AspNetCore.Tests.Sessions.SessionBytes;

namespace Thriftscope.AspNetCore.Tests.Sessions;

/// <summary>A client that asks for a session, byte by byte.</summary>
[Collection(nameof(Alone))]
public class SessionClientTests
{
    [Fact]
    public async Task A_server_that_grants_a_version_puts_headers_before_its_replies()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = Client(server, ThriftSession.ThriftPy, new Tracker("shop", 2));
        Task<string> call = client.CallAsync<string>("echo", "a");
        RawConnection connection = await server.AcceptAsync();
        await connection.ShouldReceiveAsync(ThriftPyProbe(2, appId: "shop"));

        // In pieces, and one of the tracker's own.
        byte[] answer = ThriftPyAnswer(2);
        foreach (byte b in answer)
            await connection.SendAsync([b]);

        await connection.ShouldReceiveAsync(RequestHeader("id-1", "1"), Echo(1, "a"));
        await connection.SendAsync(ResponseHeader(("a", "b")), RawMessage.Reply("echo", 1, "a"));
        (await call.InTime()).ShouldBe("a");
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(null, 2)]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(2, null)]
    [InlineData(2, 1)]
    public async Task Below_version_2_on_either_side_only_requests_have_headers(int? sent, int? answered)
    {
        using ScriptedServer server = new();
        await using ServiceClient client = Client(server, ThriftSession.ThriftPy, new Tracker(null, sent));
        RawConnection? connection = null;
        for (int i = 1; i <= 2; i++)
        {
            Task<string> call = client.CallAsync<string>("echo", "a");
            connection ??= await server.AcceptAsync();
            if (i == 1)
            {
                await connection.ShouldReceiveAsync(ThriftPyProbe(sent));
                await connection.SendAsync(ThriftPyAnswer(answered));
            }

            await connection.ShouldReceiveAsync(RequestHeader($"id-{i}", $"{i}"), Echo(i, "a"));
            await connection.SendAsync(RawMessage.Reply("echo", i, "a"));
            (await call.InTime()).ShouldBe("a");
        }
    }

    [Fact]
    public async Task A_reply_may_come_without_the_header_that_is_expected()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = Client(server, ThriftSession.ThriftPy, new Tracker(null, 2));
        Task<string> call = client.CallAsync<string>("echo", "a");
        RawConnection connection = await server.AcceptAsync();
        await connection.ShouldReceiveAsync(ThriftPyProbe(2));
        await connection.SendAsync(ThriftPyAnswer(2));
        await connection.ShouldReceiveAsync(RequestHeader("id-1", "1"), Echo(1, "a"));

        // As ThriftPy's own server does it.
        await connection.SendAsync([.. RawMessage.Head("echo", MessageType.Exception, 1), .. RawMessage.Text(1, "no"), .. I32(2, 1), 0]);
        (await Should.ThrowAsync<ThriftApplicationException>(() => call.InTime())).Message.ShouldBe("no");
        call = client.CallAsync<string>("echo", "b");
        await connection.ShouldReceiveAsync(RequestHeader("id-2", "2"), Echo(2, "b"));
        await connection.SendAsync(ResponseHeader(), RawMessage.Reply("echo", 2, "b"));
        (await call.InTime()).ShouldBe("b");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public async Task A_server_that_answers_with_an_exception_is_called_as_ever(int error)
    {
        using ScriptedServer server = new();
        await using ServiceClient client = Client(server, ThriftSession.ThriftPy);
        Task<string> call = client.CallAsync<string>("echo", "a");
        RawConnection connection = await server.AcceptAsync();
        await connection.ShouldReceiveAsync(ThriftPyProbe(2));

        await connection.SendAsync([.. RawMessage.Head(ThriftPyProbeName, MessageType.Exception, 0), .. I32(2, error), 0]);

        await connection.ShouldReceiveAsync(Echo(1, "a"));
        await connection.SendAsync(RawMessage.Reply("echo", 1, "a"));
        (await call.InTime()).ShouldBe("a");
    }

    [Fact]
    public async Task A_server_that_closes_the_connection_on_the_probe_is_called_on_another_without_one()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = Client(server, ThriftSession.ThriftPy);
        Task<string> call = client.CallAsync<string>("echo", "a");
        using (RawConnection first = await server.AcceptAsync())
            await first.ShouldReceiveAsync(ThriftPyProbe(2));

        RawConnection second = await server.AcceptAsync();

        await second.ShouldReceiveAsync(Echo(1, "a"));
        await second.SendAsync(RawMessage.Reply("echo", 1, "a"));
        (await call.InTime()).ShouldBe("a");
    }

    [Fact]
    public async Task Each_connection_asks_anew_and_takes_what_it_gets()
    {
        using OpenConnections connections = new();
        using ScriptedServer server = new();
        await using ServiceClient client = Client(server, ThriftSession.ThriftPy, new Tracker(null, 2));
        Task<string> call = client.CallAsync<string>("echo", "a");
        using (RawConnection first = await server.AcceptAsync())
        {
            await first.ShouldReceiveAsync(ThriftPyProbe(2));
            await first.SendAsync(ThriftPyAnswer(2));
            await first.ShouldReceiveAsync(RequestHeader("id-1", "1"), Echo(1, "a"));
            await first.SendAsync(ResponseHeader(), RawMessage.Reply("echo", 1, "a"));
            (await call.InTime()).ShouldBe("a");
        }

        await InTimeExtensions.Eventually(() => connections.Count == 0, "the client has seen the end");
        call = client.CallAsync<string>("echo", "b");
        RawConnection second = await server.AcceptAsync();
        await second.ShouldReceiveAsync(ThriftPyProbe(2));
        await second.SendAsync([.. RawMessage.Head(ThriftPyProbeName, MessageType.Exception, 0), .. I32(2, 1), 0]);
        await second.ShouldReceiveAsync(Echo(1, "b"));
        await second.SendAsync(RawMessage.Reply("echo", 1, "b"));
        (await call.InTime()).ShouldBe("b");
    }

    [Fact]
    public async Task A_server_that_does_not_answer_the_probe_is_waited_for_as_long_as_connecting_may_take()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = Client(server, ThriftSession.ThriftPy, connectTimeout: TimeSpan.FromMilliseconds(300));

        ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(() => client.CallAsync<string>("echo", "a").InTime());

        e.Error.ShouldBe(ThriftTransportError.TimedOut);
        e.IsUnsent.ShouldBeTrue();
        e.Message.ShouldContain($"The handshake of ThriftPy with {server.Endpoint} was not answered within 0.3 s");
    }

    [Fact]
    public async Task An_answer_that_is_no_thrift_is_told_of()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = Client(server, ThriftSession.ThriftPy);
        Task<string> call = client.CallAsync<string>("echo", "a");
        RawConnection connection = await server.AcceptAsync();
        await connection.SendAsync("HTTP/1.1 400 Bad Request\r\n"u8.ToArray());

        ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(() => call.InTime());

        e.Error.ShouldBe(ThriftTransportError.NotOpen);
        e.Message.ShouldContain("answers in HTTP");
    }

    [Fact]
    public async Task Finagles_headers_are_before_requests_and_replies()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = Client(server, ThriftSession.Finagle, query: "?transport=framed");
        Task<string> call = client.CallAsync<string>("echo", "a");
        RawConnection connection = await server.AcceptAsync();
        await connection.ShouldReceiveAsync(RawMessage.Framed(FinagleProbe()));
        await connection.SendAsync(RawMessage.Framed(FinagleAnswer()));

        // No trace: ids of zero, and not to be sampled.
        byte[] none = [.. I64(1, 0), .. I64(2, 0), .. Bool(5, false), .. I64(7, 2), 0];
        await connection.ShouldReceiveAsync(RawMessage.Framed([.. none, .. Echo(1, "a")]));
        byte[] header = [.. List(1, [.. I64(1, 5), 0]), .. List(2, FinagleContext("a", [1])), 0];
        await connection.SendAsync(RawMessage.Framed([.. header, .. RawMessage.Reply("echo", 1, "a")]));
        (await call.InTime()).ShouldBe("a");
        Task tell = client.CallAsync("tell", "x");
        await connection.ShouldReceiveAsync(RawMessage.Framed([.. none, .. RawMessage.Head("tell", MessageType.Oneway, 2), .. RawMessage.Text(1, "x"), 0]));
        await tell.InTime();
    }

    [Theory]
    [InlineData("?transport=header")]
    [InlineData("?transport=ttheader")]
    [InlineData("?protocol=json")]
    [InlineData("?protocol=thriftpy-json&transport=framed")]
    public void What_can_have_nothing_before_its_messages_is_refused(string query)
    {
        foreach (string endpoint in (string[])[$"tcp://127.0.0.1:1{query}", "http://127.0.0.1:1/x"])
        {
            ArgumentException e = Should.Throw<ArgumentException>(() => Loopback.Load(GateHandler.Idl).CreateClient(
                ThriftEndpoint.Parse(endpoint), new ThriftClientOptions { Context = Writing.Of(ThriftSession.ThriftPy) }));
            e.Message.ShouldBe($"{endpoint} can't be spoken to with ThriftPy's tracking: its transport must be unframed or framed, and its protocol binary or compact.");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("?transport=framed&protocol=compact")]
    public void Finagle_is_framed_and_binary(string query) =>
        Should.Throw<ArgumentException>(() => Loopback.Load(GateHandler.Idl).CreateClient(
                ThriftEndpoint.Parse($"tcp://127.0.0.1:1{query}"), new ThriftClientOptions { Context = Writing.Of(ThriftSession.Finagle) }))
            .Message.ShouldBe($"tcp://127.0.0.1:1{query} can't be spoken to as Finagle does, which is framed and binary: ?transport=framed.");

    private static byte[] Echo(int sequenceId, string text) => RawMessage.Call("echo", sequenceId, RawMessage.Text(1, text));

    private static ServiceClient Client(
        ScriptedServer server, ThriftSession session, ThriftTracker? tracker = null, string query = "", TimeSpan? connectTimeout = null) =>
        Loopback.Load(GateHandler.Idl).CreateClient(ThriftEndpoint.Parse(server.Endpoint + query), new ThriftClientOptions
        {
            Context = Writing.Of(session),
            Tracker = tracker,
            ConnectTimeout = connectTimeout ?? TimeSpan.FromSeconds(10),
            ConnectHeadStart = TimeSpan.FromMinutes(1),
            ReconnectDelay = TimeSpan.Zero,
        });

    private sealed class Tracker(string? appId, int? version) : ThriftTracker
    {
        private int _requests;

        public override string CreateRequestId() => $"id-{++_requests}";

        public override void InitHandshake(ThriftHandshake handshake)
        {
            handshake.Peer.ShouldNotBeNull();
            handshake.Version.ShouldBe(2);
            (handshake.AppId, handshake.Version) = (appId, version);
        }
    }
}
