using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Exporter;

namespace Thriftscope.Backends.Tests.Otlp;

/// <summary>
/// A collector: takes OTLP by gRPC and over HTTP, decodes it and keeps it. It can also refuse, stall, and go away and come back.
/// </summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly Authority? _authority;
    private readonly bool _clientCertificates;
    private WebApplication _application;
    // Zero until the system has picked them: a receiver that comes back listens where it did.
    private int _grpcPort;
    private int _httpPort;

    private OtlpReceiver(Authority? authority, bool clientCertificates)
    {
        _authority = authority;
        _clientCertificates = clientCertificates;
        _application = Build();
    }

    /// <summary>What was accepted.</summary>
    public OtlpInbox Inbox { get; } = new();

    /// <summary>How requests are answered.</summary>
    public OtlpManners Manners { get; } = new();

    /// <summary>The address for gRPC.</summary>
    public Uri Grpc => Address(_grpcPort);

    /// <summary>The address for HTTP.</summary>
    public Uri Http => Address(_httpPort);

    /// <param name="authority">Signs the certificate of a receiver that speaks TLS.</param>
    /// <param name="clientCertificates">Whether clients need a certificate of that authority too.</param>
    public static async Task<OtlpReceiver> StartAsync(Authority? authority = null, bool clientCertificates = false)
    {
        OtlpReceiver receiver = new(authority, clientCertificates);
        await receiver.ListenAsync();
        return receiver;
    }

    public Uri For(OtlpExportProtocol protocol) => protocol == OtlpExportProtocol.Grpc ? Grpc : Http;

    /// <summary>Goes away: connections break, and nobody listens.</summary>
    public async Task StopAsync()
    {
        // Cancelled from the start: requests that are stalled are not waited for.
        await _application.StopAsync(new CancellationToken(canceled: true));
        await _application.DisposeAsync();
    }

    /// <summary>Comes back at the same ports.</summary>
    public async Task RestartAsync()
    {
        _application = Build();
        await ListenAsync();
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private WebApplication Build()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            // Without TLS a port speaks one version of HTTP only.
            kestrel.Listen(IPAddress.Loopback, _grpcPort, listen => Configure(listen, HttpProtocols.Http2));
            kestrel.Listen(IPAddress.Loopback, _httpPort, listen => Configure(listen, HttpProtocols.Http1));
        });
        builder.Services.AddRoutingCore().AddRequestDecompression().AddSingleton(this).AddGrpc();

        WebApplication application = builder.Build();
        application.Use(OtlpHttp.KeepEncoding);
        application.UseRequestDecompression();
        application.MapGrpcService<OtlpGrpc.Traces>();
        application.MapGrpcService<OtlpGrpc.Metrics>();
        application.MapGrpcService<OtlpGrpc.Logs>();
        OtlpHttp.Map(application, this);
        return application;
    }

    private void Configure(ListenOptions listen, HttpProtocols protocols)
    {
        listen.Protocols = protocols;
        if (_authority is null)
            return;
        listen.UseHttps(_authority.Issue("localhost"), https =>
        {
            if (!_clientCertificates)
                return;
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (certificate, _, _) => _authority.Issued(certificate);
        });
    }

    private async Task ListenAsync()
    {
        await _application.StartAsync();
        int[] ports =
        [
            .. _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
                .Select(address => new Uri(address).Port),
        ];
        (_grpcPort, _httpPort) = (ports[0], ports[1]);
    }

    private Uri Address(int port) => new($"{(_authority is null ? "http" : "https")}://localhost:{port}");
}
