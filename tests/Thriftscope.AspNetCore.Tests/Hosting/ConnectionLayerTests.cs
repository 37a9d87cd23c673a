using System.IO.Compression;
using System.Net.Sockets;
using System.Security.Claims;
using Microsoft.Extensions.Logging;
using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests.Hosting;

/// <summary>Log-ins and compression below the messages, and messages without a version.</summary>
[Collection(nameof(Alone))]
public class ConnectionLayerTests
{
    private const byte SaslBad = 3;
    private const byte SaslComplete = 5;

    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    private static readonly ThriftService Service = Loopback.Load("service S { string whoami() }");

    [Fact]
    public async Task Who_has_logged_in_is_the_user_of_the_calls()
    {
        await using ThriftServer server = await StartAsync(WithSasl());
        await using Stream connection = await ConnectAsync(server);
        (await LogInAsync(connection, "secret")).ShouldBe(SaslComplete);

        // Behind a log-in every write is a frame; a framed message may go through it as another has.
        await connection.WriteAsync(RawMessage.Framed(RawMessage.Call("whoami", 1))).AsTask().InTime();

        (await ReceiveAsync(connection)).ShouldBe("alice");
    }

    [Fact]
    public async Task A_log_in_that_is_refused_ends_the_connection_and_is_counted_and_logged()
    {
        using RejectedMessages rejected = new();
        using CapturedLog log = new();
        using ILoggerFactory loggers = log.ToFactory();
        ThriftServerOptions options = WithSasl();
        options.LoggerFactory = loggers;
        await using ThriftServer server = await StartAsync(options);
        await using Stream connection = await ConnectAsync(server);

        (await LogInAsync(connection, "wrong horse")).ShouldBe(SaslBad);

        await rejected.WaitForAsync("login_refused");
        await log.WaitForAsync("login_refused: A log-in as \"alice\" was refused: The user is not known, or the password is wrong");
        log.Lines.ShouldNotContain(l => l.Contains("wrong horse", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_log_in_nothing_is_served()
    {
        using RejectedMessages rejected = new();
        await using ThriftServer server = await StartAsync(WithSasl());
        using RawConnection raw = await RawConnection.OpenAsync(server.Endpoint.Port!.Value);

        await raw.SendAsync(RawMessage.Call("whoami", 1));

        (await raw.TryReceiveAsync()).ShouldBeNull();
        await rejected.WaitForAsync("bad_magic");
    }

    [Fact]
    public async Task A_log_in_that_does_not_go_on_is_given_up()
    {
        using RejectedMessages rejected = new();
        ThriftServerOptions options = WithSasl();
        options.HandshakeTimeout = TimeSpan.FromMilliseconds(200);
        await using ThriftServer server = await StartAsync(options);
        using RawConnection raw = await RawConnection.OpenAsync(server.Endpoint.Port!.Value);

        await raw.SendAsync([1, 0]);

        _ = await raw.ReceiveUntilClosedAsync();
        await rejected.WaitForAsync("handshake_timeout");
    }

    [Theory]
    [InlineData("78")] // zlib's mark, or half of it
    [InlineData("789c")]
    public async Task A_beginning_of_zlib_that_does_not_go_on_is_given_up(string hex)
    {
        using RejectedMessages rejected = new();
        await using ThriftServer server = await StartAsync(new ThriftServerOptions { AllowZlib = true, HandshakeTimeout = Short });
        using RawConnection raw = await RawConnection.OpenAsync(server.Endpoint.Port!.Value);

        await raw.SendAsync(Convert.FromHexString(hex));

        (await raw.ReceiveUntilClosedAsync()).ShouldBeEmpty();
        await rejected.WaitForAsync("handshake_timeout");
    }

    [Theory]
    [InlineData("0000")] // half of a frame's length
    [InlineData("00000100")] // and all of it, with nothing behind
    public async Task A_frame_behind_a_log_in_that_does_not_go_on_is_given_up(string hex)
    {
        using RejectedMessages rejected = new();
        ThriftServerOptions options = WithSasl();
        options.HandshakeTimeout = TimeSpan.FromSeconds(2);
        options.ReadTimeout = Short;
        await using ThriftServer server = await StartAsync(options);
        await using Stream first = await ConnectAsync(server);
        await using Stream later = await ConnectAsync(server);
        (await LogInAsync(first, "secret")).ShouldBe(SaslComplete);
        (await LogInAsync(later, "secret")).ShouldBe(SaslComplete);
        await later.WriteAsync(RawMessage.Framed(RawMessage.Call("whoami", 1))).AsTask().InTime();
        (await ReceiveAsync(later)).ShouldBe("alice");

        await first.WriteAsync(Convert.FromHexString(hex)).AsTask().InTime();
        await later.WriteAsync(Convert.FromHexString(hex)).AsTask().InTime();

        await rejected.WaitForAsync("handshake_timeout");
        await rejected.WaitForAsync("read_timeout");
    }

    [Fact]
    public async Task A_way_to_log_in_that_fails_ends_the_connection_and_is_logged()
    {
        using CapturedLog log = new();
        using ILoggerFactory loggers = log.ToFactory();
        await using ThriftServer server = await StartAsync(new ThriftServerOptions { LoggerFactory = loggers, SaslMechanisms = { new Broken() } });
        using RawConnection raw = await RawConnection.OpenAsync(server.Endpoint.Port!.Value);

        await raw.SendAsync([1, .. RawMessage.Framed("BROKEN"u8.ToArray())]);

        _ = await raw.ReceiveUntilClosedAsync();
        await log.WaitForAsync("the program failed to serve it");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_through_zlib_is_served_where_the_options_allow_it(bool allowed)
    {
        await using ThriftServer server = await StartAsync(new ThriftServerOptions { AllowZlib = allowed });
        await using Stream connection = await ConnectAsync(server);
        // Not disposed: that writes the stream's end, to a connection that the server may have closed.
        ZLibStream writing = new(connection, CompressionLevel.Optimal, leaveOpen: true);
        await using ZLibStream reading = new(connection, CompressionMode.Decompress, leaveOpen: true);

        await writing.WriteAsync(RawMessage.Call("whoami", 1));
        await writing.FlushAsync();

        if (allowed)
            (await ReceiveAsync(reading)).ShouldBe("nobody");
        else
            (await connection.ReadAsync(new byte[1]).AsTask().InTime()).ShouldBe(0);
    }

    [Fact]
    public async Task Connections_without_zlib_are_served_beside_those_with()
    {
        await using ThriftServer server = await StartAsync(new ThriftServerOptions { AllowZlib = true });
        await using Stream connection = await ConnectAsync(server);

        (await CallAsync(connection)).ShouldBe("nobody");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Binary_messages_without_a_version_are_refused_where_the_options_say_so(bool framed)
    {
        using RejectedMessages rejected = new();
        await using ThriftServer server = await StartAsync(new ThriftServerOptions { AllowNonStrictBinary = false });
        using RawConnection old = await RawConnection.OpenAsync(server.Endpoint.Port!.Value);
        byte[] call = RawMessage.OldCall("whoami", 1);

        await old.SendAsync(framed ? RawMessage.Framed(call) : call);

        (await old.TryReceiveAsync()).ShouldBeNull();
        await rejected.WaitForAsync("bad_magic");
        await using Stream strict = await ConnectAsync(server);
        (await CallAsync(strict)).ShouldBe("nobody");
    }

    // The log-in of Apache's TSaslTransport: a status, a length of four bytes, a payload.
    private static async Task<byte> LogInAsync(Stream connection, string password)
    {
        byte[] mechanism = "PLAIN"u8.ToArray();
        byte[] response = System.Text.Encoding.UTF8.GetBytes($"\0alice\0{password}");
        await connection.WriteAsync((byte[])[1, .. RawMessage.Framed(mechanism), 2, .. RawMessage.Framed(response)]).AsTask().InTime();
        byte[] head = new byte[5];
        await connection.ReadExactlyAsync(head).AsTask().InTime();
        byte[] payload = new byte[head[4]];
        await connection.ReadExactlyAsync(payload).AsTask().InTime();
        return head[0];
    }

    private static ThriftServerOptions WithSasl() => new()
    {
        SaslMechanisms = { new SaslPlainServer(credentials => credentials.Password == "secret" ? credentials.ToPrincipal() : null) },
    };

    private static Task<ThriftServer> StartAsync(ThriftServerOptions options) => Service.ServeAsync("tcp://127.0.0.1:0", new Handler(), options);

    private static async Task<Stream> ConnectAsync(ThriftServer server)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", server.Endpoint.Port!.Value).InTime();
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static async Task<string> CallAsync(Stream stream)
    {
        await stream.WriteAsync(RawMessage.Call("whoami", 1)).AsTask().InTime();
        await stream.FlushAsync().InTime();
        return await ReceiveAsync(stream);
    }

    private static async Task<string> ReceiveAsync(Stream stream)
    {
        byte[] received = new byte[4096];
        int count = 0;
        while (true)
        {
            int read = await stream.ReadAsync(received.AsMemory(count)).AsTask().InTime();
            read.ShouldBePositive("the server closed the connection");
            count += read;
            if (RawReply.TryParse(received[..count], out _) is { } reply)
                return reply.Result;
        }
    }

    private sealed class Handler
    {
        public string Whoami(ThriftCallContext context) => context.User?.FindFirstValue(ClaimTypes.Name) ?? "nobody";
    }

    private sealed class Broken : ISaslServerMechanism
    {
        public string Name => "BROKEN";

        public ISaslServerExchange Start() => throw new NotSupportedException("no keys");
    }
}
