using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Thriftscope.AspNetCore;
using Thriftscope.Interop.Tests.Matrix.Typed;

namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>Our servers, one for each kind of connection, started when they are asked for.</summary>
/// <param name="certificate">What they show.</param>
/// <param name="formats">Notes in what the calls came.</param>
/// <param name="isTyped">Whether their services are generated, instead of dynamic.</param>
internal sealed class MatrixServers(MatrixCertificate certificate, SeenFormats formats, bool isTyped) : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("thriftscope-");
    private readonly Dictionary<(string, bool), (string Address, IAsyncDisposable Server)> _servers = [];

    /// <param name="carrier">tcp, tls, unix, abstract, http or https.</param>
    /// <param name="multiplexed">Whether it serves Matrix and Base under the names first and second, instead of Matrix alone.</param>
    public async Task<string> AddressAsync(string carrier, bool multiplexed)
    {
        if (!_servers.TryGetValue((carrier, multiplexed), out (string Address, IAsyncDisposable Server) server))
            _servers[(carrier, multiplexed)] = server = await StartAsync(carrier, multiplexed);
        return server.Address;
    }

    public async ValueTask DisposeAsync()
    {
        foreach ((string _, IAsyncDisposable server) in _servers.Values)
            await server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private ThriftServiceBinding[] Services(bool multiplexed)
    {
        if (isTyped)
        {
            TypedHandler typed = new();
            return multiplexed
                ? [ThriftServiceBinding.Create<IMatrix>(typed, "first"), ThriftServiceBinding.Create<IBase>(typed, "second")]
                : [ThriftServiceBinding.Create<IMatrix>(typed)];
        }

        MatrixHandler handler = new();
        ThriftService matrix = MatrixIdl.Module.Service("Matrix");
        return multiplexed
            ? [new(matrix, handler, "first"), new(MatrixIdl.Module.Service("Base"), handler, "second")]
            : [new(matrix, handler)];
    }

    private async Task<(string Address, IAsyncDisposable Server)> StartAsync(string carrier, bool multiplexed)
    {
        if (carrier is "http" or "https")
            return await StartHttpAsync(carrier == "https", multiplexed);
        string name = $"thriftscope-{Environment.ProcessId}-{Guid.NewGuid():N}";
        (string endpoint, string? address) = carrier switch
        {
            "unix" => ($"unix://{_folder.FullName}/{name}", $"{_folder.FullName}/{name}"),
            "abstract" => ($"unix:@{name}", $"@{name}"),
            _ => ($"{carrier}://127.0.0.1:0", (string?)null),
        };
        ThriftServerOptions options = new() { AllowZlib = true, Interceptors = { formats }, Tls = carrier == "tls" ? new() { ServerCertificate = certificate.Certificate } : null };
        ThriftServer server = await ThriftServer.StartAsync(endpoint, Services(multiplexed), options, TestContext.Current.CancellationToken);
        return (address ?? $"{server.Endpoint.Port}", server);
    }

    private async Task<(string Address, IAsyncDisposable Server)> StartHttpAsync(bool secure, bool multiplexed)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        foreach (ThriftServiceBinding service in Services(multiplexed))
            builder.Services.AddThriftService(service);
        builder.Services.AddSingleton(formats).AddThriftInterceptor<SeenFormats>();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (secure)
                listen.UseHttps(certificate.Certificate);
        }));
        WebApplication application = builder.Build();
        application.MapThrift("/matrix");
        await application.StartAsync(TestContext.Current.CancellationToken);
        return ($"{new Uri(application.Urls.First()).Port}", application);
    }
}
