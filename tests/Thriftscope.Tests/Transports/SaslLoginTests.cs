using System.Security.Claims;
using Thriftscope.Transports;
using Thriftscope.Wire;

namespace Thriftscope.Tests.Transports;

public class SaslLoginTests
{
    private static readonly ISaslServerMechanism[] AnyUser = [new SaslPlainServer(c => c.ToPrincipal())];

    [Fact]
    public async Task A_client_logs_in_and_both_talk()
    {
        Connections connection = new();
        SaslPlainCredentials? seen = null;
        ISaslServerMechanism[] mechanisms = [new SaslPlainServer(c =>
        {
            seen = c;
            return c.ToPrincipal();
        })];
        Task<(SaslStream Stream, ClaimsPrincipal? User)> accepting = Accept(connection, mechanisms);
        await using SaslStream client = await Connect(connection, new SaslPlain("maría", "s3crét", "other")).InTime();
        (SaslStream server, ClaimsPrincipal? user) = await accepting.InTime();

        user!.Identity!.Name.ShouldBe("maría");
        user.Identity.IsAuthenticated.ShouldBeTrue();
        (seen!.User, seen.Password, seen.AuthorizationId, seen.ToString()).ShouldBe(("maría", "s3crét", "other", "maría"));
        await client.WriteAsync(new byte[] { 1, 2 });
        await client.WriteAsync(new byte[] { 3 });
        await client.FlushAsync();
        byte[] buffer = new byte[3];
        await server.ReadExactlyAsync(buffer).InTime();
        buffer.ShouldBe([1, 2, 3]);
        await server.WriteAsync(new byte[] { 4 });
        await server.FlushAsync();
        (await client.ReadAsync(buffer).InTime()).ShouldBe(1);
        await server.DisposeAsync();
        (await client.ReadAsync(buffer).InTime()).ShouldBe(0);
    }

    [Fact]
    public async Task The_clients_bytes_are_those_of_apaches_python()
    {
        Connections connection = new();
        Task<SaslStream> connecting = Connect(connection, new SaslPlain("me", "pw"));
        byte[] sent = new byte[21];

        await connection.Server.Input.ReadExactlyAsync(sent).InTime();
        await connection.Server.SendAsync(5, 0, 0, 0, 0);
        await using SaslStream client = await connecting.InTime();
        await client.WriteAsync(new byte[] { 9 });
        await client.FlushAsync();
        byte[] frame = new byte[5];
        await connection.Server.Input.ReadExactlyAsync(frame).InTime();

        Convert.ToHexStringLower(sent).ShouldBe("0100000005" + "504c41494e" + "0200000006" + "006d65007077");
        Convert.ToHexStringLower(frame).ShouldBe("0000000109");
    }

    [Theory]
    [InlineData(2)] // as Python sends its response
    [InlineData(5)] // as Java does
    public async Task The_servers_bytes_are_those_of_apaches_java(byte status)
    {
        Connections connection = new();
        Task<(SaslStream Stream, ClaimsPrincipal? User)> accepting = Accept(connection, AnyUser);

        await connection.Client.SendAsync([1, 0, 0, 0, 5, .. "PLAIN"u8, status, 0, 0, 0, 5, 0, .. "me"u8, 0, (byte)'x']);
        byte[] answer = new byte[5];
        await connection.Client.Input.ReadExactlyAsync(answer).InTime();

        answer.ShouldBe([5, 0, 0, 0, 0]);
        (await accepting.InTime()).User!.Identity!.Name.ShouldBe("me");
    }

    [Fact]
    public async Task A_client_that_waits_to_be_asked_is_asked()
    {
        Connections connection = new();
        Task<(SaslStream Stream, ClaimsPrincipal? User)> accepting = Accept(connection, AnyUser);

        await connection.Client.SendAsync([1, 0, 0, 0, 5, .. "PLAIN"u8, 2, 0, 0, 0, 0]);
        byte[] answer = new byte[5];
        await connection.Client.Input.ReadExactlyAsync(answer).InTime();
        answer.ShouldBe([2, 0, 0, 0, 0]);
        await connection.Client.SendAsync([2, 0, 0, 0, 3, 0, (byte)'u', 0]);

        (await accepting.InTime()).User!.Identity!.Name.ShouldBe("u");
    }

    [Fact]
    public async Task A_refused_log_in_tells_both_sides_and_nobody_the_password()
    {
        Connections connection = new();
        Task<(SaslStream Stream, ClaimsPrincipal? User)> accepting = Accept(connection, [new SaslPlainServer(_ => null)]);

        ThriftTransportException client = await Should.ThrowAsync<ThriftTransportException>(() => Connect(connection, new SaslPlain("me", "s3cret")).InTime());
        ThriftTransportException server = await Should.ThrowAsync<ThriftTransportException>(() => accepting.InTime());

        client.Error.ShouldBe(ThriftTransportError.AuthenticationFailed);
        client.Message.ShouldBe("there:1 refused the log-in: The user is not known, or the password is wrong");
        server.Error.ShouldBe(ThriftTransportError.AuthenticationFailed);
        server.Message.ShouldBe("A log-in as \"me\" was refused: The user is not known, or the password is wrong");
        server.ToString().ShouldNotContain("s3cret");
        client.ToString().ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task A_refused_name_can_not_fill_or_break_the_lines_of_a_log()
    {
        Connections connection = new();
        // A check that throws refuses as well as one that answers null.
        Task<(SaslStream Stream, ClaimsPrincipal? User)> accepting = Accept(connection, [new SaslPlainServer(_ => throw new ThriftSaslException("not today"))]);

        await Should.ThrowAsync<ThriftTransportException>(() => Connect(connection, new SaslPlain("me\n" + new string('x', 1000), "pw")).InTime());
        ThriftTransportException server = await Should.ThrowAsync<ThriftTransportException>(() => accepting.InTime());

        server.Message.ShouldBe($"A log-in as \"me\uFFFD{new string('x', 253)}…\" was refused: not today");
    }

    [Fact]
    public async Task A_check_that_fails_is_an_error_that_the_client_learns_nothing_of()
    {
        Connections connection = new();
        Task<(SaslStream Stream, ClaimsPrincipal? User)> accepting = Accept(
            connection, [new SaslPlainServer((Func<SaslPlainCredentials, ClaimsPrincipal?>)(_ => throw new InvalidOperationException("the database is down")))]);

        (await Should.ThrowAsync<ThriftTransportException>(() => Connect(connection, new SaslPlain("me", "pw")).InTime()))
            .Message.ShouldBe("there:1 refused the log-in: Internal error");
        (await Should.ThrowAsync<ThriftTransportException>(() => accepting.InTime())).InnerException!.Message.ShouldBe("the database is down");
    }

    [Fact]
    public async Task A_mechanism_that_the_server_does_not_have_is_named_with_those_it_has()
    {
        Connections connection = new();
        Task<(SaslStream Stream, ClaimsPrincipal? User)> accepting = Accept(connection, AnyUser);

        (await Should.ThrowAsync<ThriftTransportException>(() => Connect(connection, new Doubling()).InTime()))
            .Message.ShouldBe("there:1 refused the log-in: The mechanism \"DOUBLE\" is not supported; there is PLAIN");
        await Should.ThrowAsync<ThriftTransportException>(() => accepting.InTime());
    }

    [Fact]
    public async Task A_mechanism_of_several_rounds_may_agree_on_a_security_layer()
    {
        Connections connection = new();
        Task<(SaslStream Stream, ClaimsPrincipal? User)> accepting = Accept(connection, [new Doubling()]);
        await using SaslStream client = await Connect(connection, new Doubling()).InTime();
        (SaslStream server, _) = await accepting.InTime();
        byte[] data = [.. Enumerable.Range(0, 600_000).Select(i => (byte)i)];

        Task writing = Task.Run(async () =>
        {
            await client.WriteAsync(data);
            await client.FlushAsync();
        });
        byte[] read = new byte[data.Length];
        await server.ReadExactlyAsync(read).InTime();
        await writing.InTime();

        read.ShouldBe(data);
    }

    [Fact]
    public async Task Each_frame_of_a_security_layer_is_protected()
    {
        Connections connection = new();
        Task<SaslStream> connecting = Connect(connection, new Doubling());
        await connection.Server.SendAsync([2, 0, 0, 0, 1, 0, 5, 0, 0, 0, 1, 0]);
        await using SaslStream client = await connecting.InTime();
        await connection.Server.Input.ReadExactlyAsync(new byte[5 + 6 + 5 + 1 + 5 + 1]).InTime();

        await client.WriteAsync("abcdef"u8.ToArray());
        await client.FlushAsync();

        byte[] sent = new byte[20];
        await connection.Server.Input.ReadExactlyAsync(sent).InTime();
        Convert.ToHexStringLower(sent).ShouldBe("00000008" + "6161626263636464" + "00000004" + "65656666");
        await connection.Server.SendAsync(0, 0, 0, 2, 1, 2);
        (await Should.ThrowAsync<ThriftProtocolException>(() => client.ReadAsync(new byte[10]).InTime())).Message.ShouldContain("not what the other side has protected");
    }

    [Theory]
    [InlineData("80010001 00", "begins with 01 to 05; 8001000100 begins none")]
    [InlineData("0000001080", "begins with 01 to 05")]
    [InlineData("0200000000", "begins with START, not with Ok")]
    [InlineData("01ffffffff", "A size can't be negative")]
    [InlineData("0100020001", "131073 bytes is over the limit of 131072")]
    [InlineData("017fffffff", "2147483647 bytes is over the limit")]
    public async Task A_connection_without_a_log_in_is_refused(string hex, string message)
    {
        Connections connection = new();
        await connection.Client.SendAsync(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));

        (await Should.ThrowAsync<ThriftProtocolException>(() => Accept(connection, AnyUser).InTime())).Message.ShouldContain(message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("me")]
    [InlineData("\0me")]
    [InlineData("\0\0pw")] // no user
    [InlineData("\0me\0pw\0")]
    public async Task A_message_that_plain_does_not_have_is_refused_without_being_shown(string text)
    {
        using ISaslServerExchange exchange = AnyUser[0].Start();
        byte[] message = System.Text.Encoding.UTF8.GetBytes(text);
        if (message.Length == 0)
            message = [0xFF, 0, 0xFF, 0, 0xFF];

        ThriftSaslException e = await Should.ThrowAsync<ThriftSaslException>(() => exchange.EvaluateAsync(message, CancellationToken.None).AsTask());

        e.Message.ShouldContain("A PLAIN message");
        e.Message.ShouldNotContain("pw");
        exchange.IsComplete.ShouldBeFalse();
        exchange.User.ShouldBeNull();
    }

    [Theory]
    [InlineData("", "p", "")]
    [InlineData("a\0b", "p", "")]
    [InlineData("a", "p\0", "")]
    [InlineData("a", "p", "\0")]
    public void Values_that_plain_cannot_carry_are_refused_at_once(string user, string password, string authorizationId) =>
        Should.Throw<ArgumentException>(() => new SaslPlain(user, password, authorizationId));

    [Fact]
    public async Task A_client_that_says_nothing_has_so_much_time()
    {
        Connections connection = new();

        ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(() => SaslLogin.AcceptAsync(
            connection.Server.Input, connection.Server.Output, AnyUser, ThriftLimits.Default, TimeSpan.FromMilliseconds(20), CancellationToken.None).InTime());

        e.Error.ShouldBe(ThriftTransportError.TimedOut);
        e.Message.ShouldBe("The client did not log in within 0.02 s.");
    }

    [Fact]
    public async Task Whoever_gives_a_log_in_up_sees_his_own_cancellation()
    {
        using CancellationTokenSource cancelled = new();
        Connections connection = new();
        Task<SaslStream> connecting = SaslLogin.ConnectAsync(connection.Client.Both, new SaslPlain("me", "pw"), "there:1", ThriftLimits.Default, cancelled.Token);

        await cancelled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => connecting.InTime());
    }

    [Theory]
    [InlineData("03 00000004 6e6f7065", ThriftTransportError.AuthenticationFailed, "refused the log-in: nope")]
    [InlineData("04 00000004 6e6f7065", ThriftTransportError.AuthenticationFailed, "refused the log-in: nope")]
    [InlineData("", ThriftTransportError.EndOfFile, "closed the connection during the SASL log-in")]
    [InlineData("05 0000", ThriftTransportError.EndOfFile, "closed the connection during the SASL log-in")]
    public async Task A_server_that_does_not_want_the_client_says_so(string hex, ThriftTransportError error, string message)
    {
        Connections connection = new();
        await connection.Server.SendAsync(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        await connection.Server.Output.DisposeAsync();

        ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(() => Connect(connection, new SaslPlain("me", "pw")).InTime());

        e.Error.ShouldBe(error);
        e.Message.ShouldContain(message);
    }

    [Fact]
    public async Task A_client_that_gives_up_is_heard()
    {
        Connections connection = new();
        await connection.Client.SendAsync([1, 0, 0, 0, 5, .. "PLAIN"u8, 3, 0, 0, 0, 3, .. "why"u8]);

        (await Should.ThrowAsync<ThriftTransportException>(() => Accept(connection, AnyUser).InTime())).Message.ShouldContain("gave its log-in up: Bad, why");
    }

    [Fact]
    public async Task Messages_and_frames_need_not_begin_and_end_together()
    {
        await using SaslStream stream = Opened("00000002 8001  00000000  00000003 000100  00000001 07");
        byte[] buffer = new byte[100];
        List<int> sizes = [];

        for (int read; (read = await stream.ReadAsync(buffer)) > 0;)
            sizes.Add(read);

        sizes.ShouldBe([2, 3, 1]);
    }

    [Theory]
    [InlineData("ffffffff", ThriftProtocolError.NegativeSize)]
    [InlineData("00fa0001", ThriftProtocolError.SizeLimit)]
    [InlineData("0000", ThriftProtocolError.Truncated)]
    [InlineData("00000002", ThriftProtocolError.Truncated)]
    public async Task A_wrong_frame_is_refused(string hex, ThriftProtocolError error)
    {
        await using SaslStream stream = Opened(hex);

        (await Should.ThrowAsync<ThriftProtocolException>(() => stream.ReadAsync(new byte[10]).AsTask())).Error.ShouldBe(error);
    }

    [Fact]
    public async Task A_large_message_goes_out_in_several_frames()
    {
        using MemoryStream output = new();
        using ISaslExchange exchange = new SaslPlain("me", "pw").Start();
        SaslStream stream = new(Stream.Null, output, exchange, ThriftLimits.Default);

        await stream.WriteAsync(new byte[1_000_000]);
        await stream.FlushAsync();

        byte[] sent = output.ToArray();
        output.Position = 0;
        SaslStream reader = new(output, Stream.Null, exchange, ThriftLimits.Default);
        await reader.ReadExactlyAsync(new byte[1_000_000]);
        (await reader.ReadAsync(new byte[1])).ShouldBe(0);
        sent.Length.ShouldBeInRange(1_000_004, 1_000_100);
    }

    [Fact]
    public async Task What_a_message_announces_takes_no_memory_before_it_is_there()
    {
        MemoryStream beginning = new([1, 0, 2, 0, 0]);
        await Should.ThrowAsync<EndOfStreamException>(async () => await SaslMessage.ReadAsync(beginning, CancellationToken.None));
        beginning.Position = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();

        ValueTask<SaslMessage> reading = SaslMessage.ReadAsync(beginning, CancellationToken.None);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(32 * 1024);
        await Should.ThrowAsync<EndOfStreamException>(async () => await reading);
    }

    [Fact]
    public async Task A_message_of_the_largest_size_is_read()
    {
        byte[] payload = [.. Enumerable.Range(0, SaslMessage.MaxPayload).Select(i => (byte)i)];

        SaslMessage message = await SaslMessage.ReadAsync(new MemoryStream([2, 0, 2, 0, 0, .. payload]), CancellationToken.None);

        message.Payload.ToArray().ShouldBe(payload);
    }

    [Fact]
    public async Task A_check_that_gives_up_is_the_servers_fault_and_the_client_is_told()
    {
        Connections connection = new();
        ISaslServerMechanism[] mechanisms = [new SaslPlainServer((_, _) => throw new TaskCanceledException("the directory did not answer"))];
        Task<(SaslStream Stream, ClaimsPrincipal? User)> accepting = Accept(connection, mechanisms);

        await connection.Client.SendAsync([1, 0, 0, 0, 5, .. "PLAIN"u8, 2, 0, 0, 0, 5, 0, .. "me"u8, 0, (byte)'x']);

        (await Should.ThrowAsync<ThriftTransportException>(async () => await accepting.InTime())).Error.ShouldBe(ThriftTransportError.AuthenticationFailed);
        byte[] answer = new byte[5];
        await connection.Client.Input.ReadExactlyAsync(answer).InTime();
        answer[0].ShouldBe((byte)SaslStatus.Error);
    }

    [Fact]
    public async Task A_layer_that_throws_anything_over_a_frame_has_refused_it()
    {
        await using SaslStream stream = new(
            new MemoryStream([0, 0, 0, 1, 7]), Stream.Null, new Doubling(new FormatException()).Begin(), ThriftLimits.Default);

        ThriftProtocolException e = await Should.ThrowAsync<ThriftProtocolException>(async () => await stream.ReadExactlyAsync(new byte[1]));

        e.Message.ShouldContain("FormatException");
    }

    private static SaslStream Opened(string hex) =>
        new(new MemoryStream(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))), Stream.Null, new SaslPlain("me", "pw").Start(), ThriftLimits.Default);

    private static Task<SaslStream> Connect(Connections connection, ISaslMechanism mechanism) =>
        SaslLogin.ConnectAsync(connection.Client.Both, mechanism, "there:1", ThriftLimits.Default, CancellationToken.None);

    private static Task<(SaslStream Stream, ClaimsPrincipal? User)> Accept(Connections connection, IReadOnlyCollection<ISaslServerMechanism> mechanisms) =>
        SaslLogin.AcceptAsync(
            connection.Server.Input, connection.Server.Output, mechanisms, ThriftLimits.Default, TimeSpan.FromMinutes(1), CancellationToken.None);

    /// <summary>Two rounds, and a layer that writes each byte twice.</summary>
    private sealed class Doubling(Exception? fault = null) : ISaslMechanism, ISaslServerMechanism
    {
        public ISaslExchange Begin() => new Exchange(rounds: 1, fault);

        public string Name => "DOUBLE";

        ISaslExchange ISaslMechanism.Start() => new Exchange(rounds: 3, fault);

        ISaslServerExchange ISaslServerMechanism.Start() => new Exchange(rounds: 2, fault);

        private sealed class Exchange(int rounds, Exception? fault) : ISaslServerExchange, ISaslSecurityLayer
        {
            private int _rounds;

            public bool IsComplete => _rounds >= rounds - 1;

            public ISaslSecurityLayer? SecurityLayer => this;

            public ClaimsPrincipal? User => null;

            public int MaxDataSize => 4;

            public ValueTask<ReadOnlyMemory<byte>> EvaluateAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
            {
                _rounds++;
                return ValueTask.FromResult<ReadOnlyMemory<byte>>(new byte[] { (byte)_rounds });
            }

            public ReadOnlyMemory<byte> Wrap(ReadOnlyMemory<byte> data) => data.ToArray().SelectMany(b => new[] { b, b }).ToArray();

            public ReadOnlyMemory<byte> Unwrap(ReadOnlyMemory<byte> protectedData)
            {
                if (fault is not null)
                    throw fault;
                byte[] bytes = protectedData.ToArray();
                for (int i = 0; i < bytes.Length; i += 2)
                {
                    if (i + 1 == bytes.Length || bytes[i] != bytes[i + 1])
                        throw new ThriftSaslException("a byte is not there twice");
                }

                return bytes.Where((_, i) => i % 2 == 0).ToArray();
            }

            public void Dispose()
            {
            }
        }
    }
}
