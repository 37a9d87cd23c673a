using System.IO.Pipes;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests;

/// <summary>What a client can connect to.</summary>
public class EndpointTests
{
    private static readonly ThriftService Service = Loopback.Load(GateHandler.Idl);

    [Fact]
    public async Task An_abstract_socket_is_connected_to()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has abstract sockets.");
        string name = $"thriftscope-{Guid.NewGuid():N}";
        await using ThriftServer server = await Service.ServeAsync("tcp://127.0.0.1:0", new GateHandler());
        await using ByteRelay relay = ByteRelay.Listen(new UnixDomainSocketEndPoint($"\0{name}"), server);
        await using ServiceClient client = await Service.ConnectAsync($"unix:@{name}").InTime();

        (await client.CallAsync<string>("echo", "hello").InTime()).ShouldBe("hello");
    }

    [Fact]
    public async Task A_named_pipe_is_connected_to()
    {
        string name = $"thriftscope-{Guid.NewGuid():N}";
        await using ThriftServer server = await Service.ServeAsync("tcp://127.0.0.1:0", new GateHandler());
        await using ByteRelay relay = ByteRelay.Accept(AcceptAsync, server);
        await using ServiceClient client = await Service.ConnectAsync($"pipe://./{name}").InTime();

        (await client.CallAsync<string>("echo", "hello").InTime()).ShouldBe("hello");

        async Task<Stream> AcceptAsync(CancellationToken cancellationToken)
        {
            NamedPipeServerStream pipe = new(name, PipeDirection.InOut, 2, PipeTransmissionMode.Byte, PipeOptions.Asynchronous);
            try
            {
                await pipe.WaitForConnectionAsync(cancellationToken);
                return pipe;
            }
            catch
            {
                await pipe.DisposeAsync();
                throw;
            }
        }
    }

    [Fact]
    public async Task A_pipe_that_is_not_there_times_out()
    {
        ThriftClientOptions options = new() { ConnectTimeout = TimeSpan.FromMilliseconds(200) };

        ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(
            () => Service.ConnectAsync($"pipe://./thriftscope-{Guid.NewGuid():N}", options).InTime());

        e.Error.ShouldBe(ThriftTransportError.TimedOut);
        e.IsUnsent.ShouldBeTrue();
    }

    [Fact]
    public async Task A_name_with_addresses_of_both_families_is_connected_to_at_the_one_that_answers()
    {
        // On some machines it has one of the families only.
        foreach (IPAddress address in await Dns.GetHostAddressesAsync("localhost"))
        {
            await using ThriftServer server = await Service.ServeAsync($"tcp://{new IPEndPoint(address, 0)}", new GateHandler());
            await using ServiceClient client = await Service.ConnectAsync($"tcp://localhost:{server.Endpoint.Port}").InTime();

            (await client.CallAsync<string>("echo", "hello").InTime()).ShouldBe("hello");
        }
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task A_server_with_a_trusted_certificate_for_its_name_is_called_over_tls(string host)
    {
        using X509Certificate2 certificate = TestCertificates.Create(host);
        await using TlsServer server = await TlsServer.StartAsync(new() { ServerCertificate = certificate });
        ThriftClientOptions options = new() { Tls = new() { CertificateChainPolicy = TestCertificates.Trust(certificate) } };
        await using ServiceClient client = await Service.ConnectAsync($"tls://{host}:{server.Port}", options).InTime();

        (await client.CallAsync<string>("echo", "hello").InTime()).ShouldBe("hello");
        options.Tls.TargetHost.ShouldBeNull();
    }

    [Fact]
    public async Task A_certificate_for_another_host_is_refused_unless_that_is_the_one_that_is_meant()
    {
        using X509Certificate2 certificate = TestCertificates.Create("other.example");
        await using TlsServer server = await TlsServer.StartAsync(new() { ServerCertificate = certificate });
        ThriftClientOptions options = new() { Tls = new() { CertificateChainPolicy = TestCertificates.Trust(certificate) } };

        ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(() => Service.ConnectAsync($"tls://localhost:{server.Port}", options).InTime());
        options.Tls.TargetHost = "other.example";
        await using ServiceClient client = await Service.ConnectAsync($"tls://localhost:{server.Port}", options).InTime();

        e.Error.ShouldBe(ThriftTransportError.NotOpen);
        e.IsUnsent.ShouldBeTrue();
        e.Message.ShouldStartWith($"The TLS handshake with tls://localhost:{server.Port} failed: ");
        e.Message.ShouldContain("RemoteCertificateNameMismatch");
        (await client.CallAsync<string>("echo", "hello").InTime()).ShouldBe("hello");
    }

    [Fact]
    public async Task Over_https_too_the_certificate_must_be_for_the_host_that_is_meant()
    {
        using X509Certificate2 certificate = TestCertificates.Create("other.example");
        await using ThriftServer server = await Service.ServeAsync(
            "https://127.0.0.1:0/thrift", new GateHandler(), new() { Tls = new() { ServerCertificate = certificate } });

        foreach ((string? meant, bool isRight) in new[] { (null, false), ("other.example", true), ("third.example", false) })
        {
            ThriftClientOptions options = new() { Tls = new() { CertificateChainPolicy = TestCertificates.Trust(certificate), TargetHost = meant } };
            await using ServiceClient client = await Service.ConnectAsync(server.Endpoint.ToString(), options).InTime();
            Task<string> call = client.CallAsync<string>("echo", "hello").InTime();
            if (isRight)
                (await call).ShouldBe("hello");
            else
                (await Should.ThrowAsync<ThriftTransportException>(() => call)).Message.ShouldContain("RemoteCertificateNameMismatch");
        }
    }

    [Fact]
    public async Task A_server_that_does_not_speak_http_is_guessed_at()
    {
        await using ThriftServer server = await Service.ServeAsync("tcp://127.0.0.1:0", new GateHandler());
        await using ServiceClient client = await Service.ConnectAsync($"http://127.0.0.1:{server.Endpoint.Port}/thrift").InTime();

        ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(() => client.CallAsync<string>("echo", "x").InTime());

        e.Message.ShouldEndWith(". Does the server speak HTTP there?");
    }

    [Fact]
    public async Task A_socket_that_is_not_there_is_told_of_as_such()
    {
        ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(() => Service.ConnectAsync("unix:///nowhere/s.sock").InTime());

        e.Message.ShouldBe("Could not connect to unix:///nowhere/s.sock: There is no such file. Is the server running there?");
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        using X509Certificate2 certificate = TestCertificates.Create("localhost");
        await using TlsServer server = await TlsServer.StartAsync(new() { ServerCertificate = certificate });

        ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(() => Service.ConnectAsync($"tls://localhost:{server.Port}").InTime());

        e.Message.ShouldContain("UntrustedRoot");
    }

    [Fact]
    public async Task A_validation_of_one_s_own_decides()
    {
        using X509Certificate2 certificate = TestCertificates.Create("localhost");
        await using TlsServer server = await TlsServer.StartAsync(new() { ServerCertificate = certificate });
        bool accept = true;
        ThriftClientOptions options = new() { Tls = new() { RemoteCertificateValidationCallback = (_, _, _, _) => accept } };

        await using ServiceClient client = await Service.ConnectAsync($"tls://localhost:{server.Port}", options).InTime();
        accept = false;
        await Should.ThrowAsync<ThriftTransportException>(() => Service.ConnectAsync($"tls://localhost:{server.Port}", options).InTime());

        (await client.CallAsync<string>("echo", "hello").InTime()).ShouldBe("hello");
    }

    [Fact]
    public async Task A_client_shows_its_certificate()
    {
        using X509Certificate2 certificate = TestCertificates.Create("localhost");
        using X509Certificate2 own = TestCertificates.Create("me");
        string? seen = null;
        await using TlsServer server = await TlsServer.StartAsync(new()
        {
            ServerCertificate = certificate,
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, shown, _, _) => (seen = shown?.Subject) is not null,
        });
        ThriftClientOptions options = new() { Tls = new() { CertificateChainPolicy = TestCertificates.Trust(certificate), ClientCertificates = [own] } };
        await using ServiceClient client = await Service.ConnectAsync($"tls://localhost:{server.Port}", options).InTime();

        (await client.CallAsync<string>("echo", "hello").InTime()).ShouldBe("hello");
        seen.ShouldBe("CN=me");
    }

    [Fact]
    public async Task A_server_that_does_not_speak_tls_fails_the_handshake()
    {
        using TcpListener server = new(IPAddress.Loopback, 0);
        server.Start();
        Task<ServiceClient> connecting = Service.ConnectAsync($"tls://{server.LocalEndpoint}");
        using (Socket accepted = await server.AcceptSocketAsync().InTime())
            await accepted.SendAsync("no TLS here, but something else"u8.ToArray()).InTime();

        ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(() => connecting.InTime());
        e.Message.ShouldStartWith($"The TLS handshake with tls://{server.LocalEndpoint} failed: ");
        e.Error.ShouldBe(ThriftTransportError.NotOpen);
    }

    [Theory]
    [InlineData("?protocol=compact")]
    [InlineData("?protocol=json")]
    [InlineData("?protocol=thriftpy-json")]
    [InlineData("?strict=false")]
    [InlineData("?transport=framed&protocol=compact")]
    [InlineData("?transport=header")]
    [InlineData("?transport=header&protocol=compact&compression=zlib")]
    [InlineData("?transport=ttheader")]
    public async Task Each_protocol_and_transport_is_spoken(string query)
    {
        await using ThriftServer server = await Service.ServeAsync("tcp://127.0.0.1:0", new GateHandler());
        await using ServiceClient client = await Service.ConnectAsync(server.Endpoint + query).InTime();

        string[] texts = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => client.CallAsync<string>("echo", $"{i}"))).InTime();

        texts.ShouldBe(Enumerable.Range(0, 20).Select(i => $"{i}"));
    }

    [Theory]
    [InlineData("?compression=zlib")]
    [InlineData("?transport=framed&compression=zlib")]
    public async Task A_connection_is_compressed(string query)
    {
        string head = "";
        await using ThriftServer server = await Service.ServeAsync("tcp://127.0.0.1:0", new GateHandler());
        await using ByteRelay relay = ByteRelay.Listen(new IPEndPoint(IPAddress.Loopback, 0), server, async stream =>
        {
            byte[] first = new byte[1];
            await stream.ReadExactlyAsync(first);
            head = Convert.ToHexString(first);
            throw new IOException("seen enough");
        });
        await using ServiceClient client = await Service.ConnectAsync($"tcp://127.0.0.1:{relay.Port}{query}").InTime();

        await Should.ThrowAsync<ThriftException>(() => client.CallAsync<string>("echo", "hello", new ThriftCallOptions { Timeout = TimeSpan.FromSeconds(1) }).InTime());

        head.ShouldBe("78");
    }

    [Fact]
    public async Task A_refused_log_in_fails_the_connecting()
    {
        using ScriptedServer server = new();
        ThriftClientOptions options = new() { Sasl = new SaslPlain("me", "secret") };
        Task<ServiceClient> connecting = Service.ConnectAsync(server.Endpoint, options);
        RawConnection connection = await server.AcceptAsync();
        await connection.ReadUntilAsync("secret");
        // BAD, with a text of six bytes.
        await connection.SendAsync([3, 0, 0, 0, 6], "not me"u8.ToArray());

        ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(() => connecting.InTime());

        (e.Error, e.IsUnsent).ShouldBe((ThriftTransportError.AuthenticationFailed, true));
        e.Message.ShouldBe($"{server.Endpoint} refused the log-in: not me");
    }

    [Fact]
    public async Task A_handshake_that_does_not_end_times_out()
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        ThriftClientOptions options = new() { ConnectTimeout = TimeSpan.FromMilliseconds(300) };

        ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(
            () => Service.ConnectAsync($"tls://{silent.LocalEndpoint}", options).InTime());

        e.Error.ShouldBe(ThriftTransportError.TimedOut);
    }

    private sealed class TlsServer(ThriftServer server, ByteRelay relay) : IAsyncDisposable
    {
        public int Port => relay.Port;

        public static async Task<TlsServer> StartAsync(SslServerAuthenticationOptions options)
        {
            ThriftServer server = await Service.ServeAsync("tcp://127.0.0.1:0", new GateHandler());
            return new TlsServer(server, ByteRelay.Listen(new IPEndPoint(IPAddress.Loopback, 0), server, ByteRelay.Tls(options)));
        }

        public async ValueTask DisposeAsync()
        {
            await relay.DisposeAsync();
            await server.DisposeAsync();
        }
    }
}
