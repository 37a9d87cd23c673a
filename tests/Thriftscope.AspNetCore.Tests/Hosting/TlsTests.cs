using System.Net.Security;
using System.Net.Sockets;
using System.Security.Claims;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests.Hosting;

/// <summary>Servers behind TLS.</summary>
[Collection(nameof(Alone))]
public class TlsTests
{
    private static readonly ThriftService Service = Loopback.Load("service S { string whoami() }");

    [Fact]
    public async Task A_client_with_a_certificate_is_the_user_of_its_calls()
    {
        await using ThriftServer server = await StartAsync(new HttpsConnectionAdapterOptions
        {
            ServerCertificate = Certificates.Server,
            ClientCertificateMode = ClientCertificateMode.RequireCertificate,
            ClientCertificateValidation = (certificate, _, _) => certificate.Thumbprint == Certificates.Client.Thumbprint,
        });

        await using SslStream stream = await ConnectAsync(server, new SslClientAuthenticationOptions { ClientCertificates = [Certificates.Client] });

        (await CallAsync(stream)).ShouldBe($"alice {Certificates.Client.Thumbprint} Certificate");
    }

    [Fact]
    public async Task A_client_whose_certificate_is_refused_is_counted_and_logged()
    {
        using CapturedLog log = new();
        using ILoggerFactory loggers = log.ToFactory();
        using RejectedMessages rejected = new();
        await using ThriftServer server = await StartAsync(
            new HttpsConnectionAdapterOptions
            {
                ServerCertificate = Certificates.Server,
                ClientCertificateMode = ClientCertificateMode.RequireCertificate,
                ClientCertificateValidation = (_, _, _) => false,
            },
            loggers);

        await Should.ThrowAsync<IOException>(async () =>
        {
            await using SslStream stream = await ConnectAsync(server, new SslClientAuthenticationOptions { ClientCertificates = [Certificates.Client] });
            await CallAsync(stream);
        });

        await rejected.WaitForAsync("tls_handshake");
        await log.WaitForAsync("its TLS handshake failed: The remote certificate was rejected by the provided RemoteCertificateValidationCallback.");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("thrift")]
    [InlineData("h2")]
    public async Task What_application_protocol_a_client_offers_does_not_matter(string? protocol)
    {
        await using ThriftServer server = await StartAsync(new HttpsConnectionAdapterOptions { ServerCertificate = Certificates.Server });

        await using SslStream stream = await ConnectAsync(
            server, new SslClientAuthenticationOptions { ApplicationProtocols = protocol is null ? null : [new SslApplicationProtocol(protocol)] });

        stream.NegotiatedApplicationProtocol.Protocol.IsEmpty.ShouldBeTrue();
        (await CallAsync(stream)).ShouldBe("nobody");
    }

    [Fact]
    public async Task A_client_that_speaks_no_tls_is_closed_counted_and_logged()
    {
        using CapturedLog log = new();
        using ILoggerFactory loggers = log.ToFactory();
        using RejectedMessages rejected = new();
        await using ThriftServer server = await StartAsync(new HttpsConnectionAdapterOptions { ServerCertificate = Certificates.Server }, loggers);
        using RawConnection raw = await RawConnection.OpenAsync(server.Endpoint.Port!.Value);

        await raw.SendAsync(RawMessage.Call("whoami", 1));

        await raw.ReceiveUntilClosedAsync();
        await rejected.WaitForAsync("tls_handshake");
        await log.WaitForAsync("its TLS handshake failed: Cannot determine the frame size");
    }

    [Fact]
    public async Task A_handshake_that_does_not_go_on_is_given_up()
    {
        using CapturedLog log = new();
        using ILoggerFactory loggers = log.ToFactory();
        using RejectedMessages rejected = new();
        await using ThriftServer server = await StartAsync(
            new HttpsConnectionAdapterOptions { ServerCertificate = Certificates.Server, HandshakeTimeout = TimeSpan.FromMilliseconds(200) }, loggers);
        using RawConnection raw = await RawConnection.OpenAsync(server.Endpoint.Port!.Value);

        await raw.SendAsync([0x16, 0x03, 0x01]);

        await raw.ReceiveUntilClosedAsync();
        await rejected.WaitForAsync("tls_handshake");
        await log.WaitForAsync("its TLS handshake failed: Authentication of the HTTPS connection timed out.");
    }

    [Fact]
    public async Task Https_serves_what_http_does()
    {
        await using ThriftServer server = await Service.ServeAsync(
            "https://127.0.0.1:0/thrift", new Handler(), new ThriftServerOptions { Tls = new HttpsConnectionAdapterOptions { ServerCertificate = Certificates.Server } });
        using SocketsHttpHandler handler = new() { SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = IsServer } };
        using HttpClient http = new(handler);

        using HttpResponseMessage response = await http.PostAsync(server.Endpoint.ToString(), new ByteArrayContent(RawMessage.Call("whoami", 1))).InTime();

        RawReply.TryParse(await response.Content.ReadAsByteArrayAsync(), out _)!.Result.ShouldBe("nobody");
    }

    private static Task<ThriftServer> StartAsync(HttpsConnectionAdapterOptions tls, ILoggerFactory? loggers = null) =>
        Service.ServeAsync("tls://127.0.0.1:0", new Handler(), new ThriftServerOptions { Tls = tls, LoggerFactory = loggers });

    private static async Task<SslStream> ConnectAsync(ThriftServer server, SslClientAuthenticationOptions options)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", server.Endpoint.Port!.Value).InTime();
        SslStream stream = new(new NetworkStream(socket, ownsSocket: true));
        options.TargetHost = "localhost";
        options.RemoteCertificateValidationCallback = IsServer;
        await stream.AuthenticateAsClientAsync(options).InTime();
        return stream;
    }

    private static bool IsServer(
        object sender, System.Security.Cryptography.X509Certificates.X509Certificate? certificate, System.Security.Cryptography.X509Certificates.X509Chain? chain, SslPolicyErrors errors) =>
        certificate?.GetCertHashString() == Certificates.Server.Thumbprint;

    private static async Task<string> CallAsync(SslStream stream)
    {
        await stream.WriteAsync(RawMessage.Call("whoami", 1)).AsTask().InTime();
        byte[] received = new byte[4096];
        int count = 0;
        while (true)
        {
            int read = await stream.ReadAsync(received.AsMemory(count)).AsTask().InTime();
            if (read == 0)
                throw new IOException("The server closed the connection.");
            count += read;
            if (RawReply.TryParse(received[..count], out _) is { } reply)
                return reply.Result;
        }
    }

    private sealed class Handler
    {
        public string Whoami(ThriftCallContext context) => context.User is { Identity: { IsAuthenticated: true } identity } user
            ? $"{identity.Name} {user.FindFirstValue(ClaimTypes.Thumbprint)} {identity.AuthenticationType}"
            : "nobody";
    }
}
