using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Thriftscope.AspNetCore.Tests.Support;

/// <summary>An ASP.NET Core application at one port of this machine, which the system picks.</summary>
internal sealed class Application(WebApplication application) : IAsyncDisposable
{
    public IServiceProvider Services => application.Services;

    public int Port { get; } = BindingAddress.Parse(
        application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    public HttpClient Http { get; } = new();

    public static async Task<Application> StartAsync(
        Action<IServiceCollection> services, Action<WebApplication>? map = null, Action<ListenOptions>? listen = null, CapturedLog? log = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (log is not null)
            builder.Logging.AddProvider(log);
        services(builder.Services);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, options => listen?.Invoke(options)));
        WebApplication application = builder.Build();
        map?.Invoke(application);
        await application.StartAsync().InTime();
        return new Application(application);
    }

    public Uri Uri(string path) => new($"http://127.0.0.1:{Port}{path}");

    /// <summary>Posts a body; without a content type if it is null.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, byte[] body, string? contentType = "application/x-thrift", params (string Name, string Value)[] headers)
    {
        ByteArrayContent content = new(body);
        if (contentType is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", contentType).ShouldBeTrue();
        HttpRequestMessage request = new(HttpMethod.Post, Uri(path)) { Content = content };
        foreach ((string name, string value) in headers)
            request.Headers.Add(name, value);
        return Http.SendAsync(request).InTime();
    }

    public Task StopAsync(CancellationToken cancellationToken = default) => application.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await application.StopAsync().InTime();
        await application.DisposeAsync();
    }
}
