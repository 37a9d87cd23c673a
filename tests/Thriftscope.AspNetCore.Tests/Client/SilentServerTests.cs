using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests.Client;

/// <summary>Servers that can be connected to, or seem so, and do not answer; and connections that the network has forgotten.</summary>
public class SilentServerTests
{
    private static readonly ThriftCallOptions Impatient = new() { Timeout = TimeSpan.FromMilliseconds(50) };

    [Fact]
    public async Task A_connection_on_which_nothing_comes_is_left_after_three_timeouts()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = server.CreateClient();

        for (int i = 0; i < 3; i++)
            (await FailureAsync(client.CallAsync<string>("echo", "x", Impatient))).Error.ShouldBe(ThriftTransportError.TimedOut);
        Task<string> next = client.CallAsync<string>("echo", "next");
        RawConnection forgotten = await server.AcceptAsync();
        await (await server.AcceptAsync()).EchoAsync();

        (await next.InTime()).ShouldBe("next");
        _ = await forgotten.ReceiveUntilClosedAsync();
    }

    [Fact]
    public async Task One_on_which_replies_come_in_between_is_kept()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = server.CreateClient();
        Task<string> call = client.CallAsync<string>("echo", "first");
        RawConnection connection = await server.AcceptAsync();
        await connection.EchoAsync();
        (await call.InTime()).ShouldBe("first");

        for (int i = 0; i < 6; i++)
        {
            await FailureAsync(client.CallAsync<string>("slow", "x", Impatient));
            RawReply late = await connection.ReceiveAsync();
            call = client.CallAsync<string>("echo", $"{i}");
            await connection.EchoAsync(late);
            await connection.EchoAsync();
            (await call.InTime()).ShouldBe($"{i}");
        }

        server.HasMore.ShouldBeFalse();
    }

    [Fact]
    public async Task Who_still_waits_on_a_connection_that_was_left_gets_the_answer()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = server.CreateClient();
        Task<string> patient = client.CallAsync<string>("echo", "patient");
        RawConnection left = await server.AcceptAsync();
        RawReply request = await left.ReceiveAsync();
        for (int i = 0; i < 3; i++)
            await FailureAsync(client.CallAsync<string>("echo", "x", Impatient));

        Task<string> next = client.CallAsync<string>("echo", "next");
        await (await server.AcceptAsync()).EchoAsync();
        (await next.InTime()).ShouldBe("next");
        await left.EchoAsync(request);

        (await patient.InTime()).ShouldBe("patient");
        _ = await left.ReceiveUntilClosedAsync();
    }

    [Theory]
    [InlineData("echo")]
    [InlineData("tell")]
    public async Task Who_times_out_behind_a_large_request_that_is_being_sent_ends_no_other_call(string method)
    {
        using TcpListener server = new(IPAddress.Loopback, 0);
        server.Start();
        await using ServiceClient client = Loopback.Load(GateHandler.Idl).CreateClient(ThriftEndpoint.Parse($"tcp://{server.LocalEndpoint}"));
        Task<string> large = client.CallAsync<string>("echo", new string('x', 32 * 1024 * 1024));
        using Socket accepted = await server.AcceptSocketAsync().InTime();

        ThriftTransportException late = await FailureAsync(client.CallAsync(method, "small", Impatient));
        byte[] buffer = new byte[1024 * 1024];
        for (int received = 0; received < 32 * 1024 * 1024;)
            received += await accepted.ReceiveAsync(buffer).InTime();
        await accepted.SendAsync(RawMessage.Reply("echo", 1, "taken")).InTime();

        late.Message.ShouldEndWith(" did not take the request within 0.05 s.");
        (await large.InTime()).ShouldBe("taken");
    }

    [Theory]
    [InlineData(ThriftLoadBalancing.Failover)]
    [InlineData(ThriftLoadBalancing.RoundRobin)]
    public async Task An_endpoint_that_does_not_answer_is_left_out_for_another(ThriftLoadBalancing balancing)
    {
        using ScriptedServer hung = new();
        await using Loopback good = await Loopback.StartAsync(GateHandler.Idl, new GateHandler());
        ThriftClientOptions options = new() { LoadBalancing = balancing, CallTimeout = TimeSpan.FromMilliseconds(100), ReconnectDelay = TimeSpan.FromHours(1), MaxReconnectDelay = TimeSpan.FromHours(1) };
        await using ServiceClient client = good.Service.CreateClient([ThriftEndpoint.Parse(hung.Endpoint), good.Server.Endpoint], options);

        int failed = 0;
        while (failed < 3)
            failed += await SucceedsAsync(client) ? 0 : 1;

        options.CallTimeout = TimeSpan.FromSeconds(20);
        for (int i = 0; i < 20; i++)
            (await client.CallAsync<string>("echo", $"{i}").InTime()).ShouldBe($"{i}");
    }

    [Theory]
    [InlineData(ThriftLoadBalancing.Failover)]
    [InlineData(ThriftLoadBalancing.RoundRobin)]
    public async Task An_endpoint_that_can_not_be_reached_costs_a_call_a_moment_only(ThriftLoadBalancing balancing)
    {
        await using SilentListener unreachable = await SilentListener.StartAsync();
        await using Loopback good = await Loopback.StartAsync(GateHandler.Idl, new GateHandler());
        // As long as a test may take: who waits for the connection fails.
        ThriftClientOptions options = new() { LoadBalancing = balancing, ConnectTimeout = TimeSpan.FromMinutes(1), CallTimeout = TimeSpan.FromSeconds(20) };
        await using ServiceClient client = good.Service.CreateClient([ThriftEndpoint.Parse(unreachable.Endpoint), good.Server.Endpoint], options);

        for (int i = 0; i < 20; i++)
            (await client.CallAsync<string>("echo", $"{i}").InTime()).ShouldBe($"{i}");
    }

    [Fact]
    public async Task Where_no_endpoint_can_be_reached_each_is_waited_for()
    {
        await using SilentListener first = await SilentListener.StartAsync();
        await using SilentListener second = await SilentListener.StartAsync();
        ThriftClientOptions options = new() { ConnectTimeout = TimeSpan.FromSeconds(1) };
        await using ServiceClient client = Loopback.Load(GateHandler.Idl).CreateClient([ThriftEndpoint.Parse(first.Endpoint), ThriftEndpoint.Parse(second.Endpoint)], options);

        ThriftTransportException e = await FailureAsync(client.CallAsync<string>("echo", "x"));

        e.Message.ShouldStartWith("None of 2 endpoints could take the call. Could not connect to tcp://");
        e.Message.ShouldContain(" within 1 s. Could not connect to tcp://");
        e.Message.ShouldEndWith(" within 1 s.");
    }

    [Fact]
    public async Task A_busy_connection_is_used_while_another_can_not_be_opened()
    {
        using Socket listener = new(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        ThriftClientOptions options = new() { MaxConnections = 2, ConnectTimeout = TimeSpan.FromMinutes(1) };
        await using ServiceClient client = Loopback.Load(GateHandler.Idl).CreateClient(ThriftEndpoint.Parse($"tcp://{listener.LocalEndPoint}"), options);
        Task<string> held = client.CallAsync<string>("echo", "held");
        using RawConnection connection = new(await listener.AcceptAsync().InTime());
        RawReply request = await connection.ReceiveAsync();
        // The system takes no more connections than these.
        Socket[] queued = [.. Enumerable.Range(0, 4).Select(_ => new Socket(SocketType.Stream, ProtocolType.Tcp))];
        Task[] connecting = [.. queued.Select(s => s.ConnectAsync(listener.LocalEndPoint!))];
        await connecting[0].InTime();

        Task<string> next = client.CallAsync<string>("echo", "next");
        RawReply nextRequest = await connection.ReceiveAsync();
        await connection.EchoAsync(request);
        await connection.EchoAsync(nextRequest);

        (await held.InTime()).ShouldBe("held");
        (await next.InTime()).ShouldBe("next");
        foreach (Socket socket in queued)
            socket.Dispose();
        await Task.WhenAll(connecting.Select(t => t.ContinueWith(_ => { }, TaskScheduler.Default))).InTime();
    }

    [Fact]
    public async Task A_server_that_takes_connections_only_to_close_them_is_left_alone_for_a_while()
    {
        using TcpListener server = new(IPAddress.Loopback, 0);
        server.Start();
        int accepted = 0;
        Task accepting = Task.Run(async () =>
        {
            while (true)
            {
                using Socket socket = await server.AcceptSocketAsync();
                accepted++;
            }
        });
        ThriftClientOptions options = new() { ReconnectDelay = TimeSpan.FromHours(1), MaxReconnectDelay = TimeSpan.FromHours(1) };
        await using ServiceClient client = Loopback.Load(GateHandler.Idl).CreateClient(ThriftEndpoint.Parse($"tcp://{server.LocalEndpoint}"), options);

        string message = "";
        for (int i = 0; i < 20; i++)
            message = (await FailureAsync(client.CallAsync<string>("echo", "x"))).Message;
        server.Stop();
        await Should.ThrowAsync<Exception>(() => accepting.InTime());

        message.ShouldStartWith("There is no connection to tcp://127.0.0.1:");
        accepted.ShouldBeInRange(1, 3);
    }

    [Fact]
    public async Task A_connection_that_takes_its_time_is_waited_for_when_there_is_nothing_else()
    {
        await using Loopback loopback = await Loopback.StartAsync(GateHandler.Idl, new GateHandler());
        SslServerAuthenticationOptions tls = new() { ServerCertificate = Certificates.Server };
        await using ByteRelay slow = ByteRelay.Listen(new IPEndPoint(IPAddress.Loopback, 0), loopback.Server, async stream =>
        {
            await Task.Delay(600);
            return await ByteRelay.Tls(tls)(stream);
        });
        ThriftClientOptions options = new() { LoadBalancing = ThriftLoadBalancing.Failover, Tls = new() { CertificateChainPolicy = TestCertificates.Trust(Certificates.Server) } };
        await using ServiceClient client = loopback.Service.CreateClient([Tls(slow.Port), Tls(UnusedPort())], options);

        (await client.CallAsync<string>("echo", "x").InTime()).ShouldBe("x");
    }

    [Fact]
    public async Task An_endpoint_that_was_left_out_is_called_when_there_is_no_other()
    {
        GateHandler handler = new();
        await using Loopback loopback = await Loopback.StartAsync(GateHandler.Idl, handler);
        ThriftClientOptions options = new() { LoadBalancing = ThriftLoadBalancing.Failover, ReconnectDelay = TimeSpan.FromHours(1), MaxReconnectDelay = TimeSpan.FromHours(1) };
        await using ServiceClient client = loopback.Service.CreateClient([ThriftEndpoint.Parse($"tcp://127.0.0.1:{UnusedPort()}"), loopback.Server.Endpoint], options);

        for (int i = 0; i < 3; i++)
            await FailureAsync(client.CallAsync<string>("slow", "x", new ThriftCallOptions { Timeout = TimeSpan.FromMilliseconds(50) }));
        handler.Open();

        (await client.CallAsync<string>("echo", "x").InTime()).ShouldBe("x");
    }

    [Fact]
    public async Task An_endpoint_that_has_rested_is_tried_by_one_call_at_a_time()
    {
        using ScriptedServer hung = new();
        await using Loopback good = await Loopback.StartAsync(GateHandler.Idl, new GateHandler());
        ThriftClientOptions options = new() { LoadBalancing = ThriftLoadBalancing.Failover, CallTimeout = TimeSpan.FromMilliseconds(100), ReconnectDelay = TimeSpan.FromSeconds(1), MaxReconnectDelay = TimeSpan.FromSeconds(1) };
        await using ServiceClient client = good.Service.CreateClient([ThriftEndpoint.Parse(hung.Endpoint), good.Server.Endpoint], options);
        int failed = 0;
        while (failed < 3)
            failed += await SucceedsAsync(client) ? 0 : 1;

        // The rest is over, and the time of a call longer than until then.
        options.CallTimeout = TimeSpan.FromSeconds(20);
        await Task.Delay(1300);
        Task<string>[] calls = [.. Enumerable.Range(0, 10).Select(i => client.CallAsync<string>("echo", $"{i}"))];
        Task served = Task.WhenAll(calls.Skip(1));

        await served.InTime();
        calls[0].IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Who_waits_for_a_place_among_calls_that_everybody_has_left_gets_another_connection()
    {
        using ScriptedServer server = new();
        await using ServiceClient client = server.CreateClient(new() { MaxCallsPerConnection = 1 });

        await FailureAsync(client.CallAsync<string>("echo", "unanswered", Impatient));
        RawConnection full = await server.AcceptAsync();
        (await FailureAsync(client.CallAsync<string>("echo", "without a place", Impatient))).Message.ShouldContain("had room for the call");
        Task<string> next = client.CallAsync<string>("echo", "next");
        await (await server.AcceptAsync()).EchoAsync();

        (await next.InTime()).ShouldBe("next");
        _ = await full.ReceiveUntilClosedAsync();
    }

    [Fact]
    public async Task A_log_in_that_fails_in_a_way_of_its_own_fails_the_call_at_once()
    {
        using ScriptedServer server = new();
        ThriftService service = Loopback.Load(GateHandler.Idl);

        ThriftTransportException cancelled = await FailureAsync(service.ConnectAsync(server.Endpoint, new() { Sasl = new OwnLogIn() }));
        Task<ServiceClient> connecting = service.ConnectAsync(server.Endpoint, new() { Sasl = new SaslPlain("ann", "secret") });
        _ = await server.AcceptAsync();
        await (await server.AcceptAsync()).SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
        ThriftTransportException foreign = await FailureAsync(connecting);

        cancelled.Message.ShouldBe($"Could not connect to {server.Endpoint}: no token in time");
        foreign.Message.ShouldStartWith($"Could not connect to {server.Endpoint}: ");
        (cancelled.IsUnsent, foreign.IsUnsent).ShouldBe((true, true));
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", "answers in HTTP: such a service's endpoint begins with http://, and ends with its path")]
    [InlineData("\u0015\u0003\u0001\u0000\u0002\u0002\u0046", "answers in TLS: such a service's endpoint begins with tls://")]
    public async Task A_server_of_another_protocol_is_known_by_its_first_bytes(string answer, string message)
    {
        using ScriptedServer server = new();
        await using ServiceClient client = server.CreateClient();

        Task<string> call = client.CallAsync<string>("echo", "x");
        RawConnection connection = await server.AcceptAsync();
        _ = await connection.ReceiveAsync();
        await connection.SendAsync(System.Text.Encoding.Latin1.GetBytes(answer));

        (await Should.ThrowAsync<ThriftProtocolException>(() => call.InTime())).Message.ShouldBe($"{server.Endpoint} {message}");
    }

    [Fact]
    public async Task A_step_of_connecting_that_is_not_answered_is_named()
    {
        using ScriptedServer server = new();
        ThriftService service = Loopback.Load(GateHandler.Idl);
        string tls = server.Endpoint.Replace("tcp:", "tls:", StringComparison.Ordinal);

        (await FailureAsync(service.ConnectAsync(tls, new() { ConnectTimeout = TimeSpan.FromMilliseconds(100) })))
            .Message.ShouldBe($"The TLS handshake with {tls} was not answered within 0.1 s: does the server want one there?");
        (await FailureAsync(service.ConnectAsync(server.Endpoint, new() { ConnectTimeout = TimeSpan.FromMilliseconds(100), Sasl = new SaslPlain("ann", "secret") })))
            .Message.ShouldBe($"The log-in at {server.Endpoint} was not answered within 0.1 s: does the server want one there?");
    }

    private static ThriftEndpoint Tls(int port) => ThriftEndpoint.Parse($"tls://127.0.0.1:{port}");

    private static int UnusedPort()
    {
        using ScriptedServer server = new();
        return ThriftEndpoint.Parse(server.Endpoint).Port!.Value;
    }

    private static Task<ThriftTransportException> FailureAsync(Task call) => Should.ThrowAsync<ThriftTransportException>(() => call.InTime());

    private static async Task<bool> SucceedsAsync(ServiceClient client)
    {
        try
        {
            return await client.CallAsync<string>("echo", "x").InTime() == "x";
        }
        catch (ThriftTransportException)
        {
            return false;
        }
    }

    // Such as one that asks for a token over HTTP, which takes too long.
    private sealed class OwnLogIn : ISaslMechanism, ISaslExchange
    {
        public string Name => "PLAIN";

        public bool IsComplete => false;

        public ISaslSecurityLayer? SecurityLayer => null;

        public ISaslExchange Start() => this;

        public ValueTask<ReadOnlyMemory<byte>> EvaluateAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
            throw new TaskCanceledException("no token in time");

        public void Dispose()
        {
        }
    }
}
