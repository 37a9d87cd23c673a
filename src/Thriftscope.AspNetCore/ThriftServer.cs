using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Thriftscope.AspNetCore.Requests;

namespace Thriftscope.AspNetCore;

/// <summary>A server that runs by itself, in any program.</summary>
public sealed class ThriftServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private ThriftServer(WebApplication application, ThriftEndpoint endpoint)
    {
        _application = application;
        Endpoint = endpoint;
    }

    /// <summary>Where the server listens; with the port that the system picked, if it was asked to.</summary>
    public ThriftEndpoint Endpoint { get; }

    /// <summary>Serves one or more services on one endpoint.</summary>
    /// <param name="endpoint">Where to listen: <c>tcp://127.0.0.1:9090</c>; port 0 lets the system pick one.</param>
    /// <param name="services">The services. With several, callers name the one that they mean; a call without a name is for the first.</param>
    /// <param name="options">Limits and the like.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="FormatException">The endpoint is wrong.</exception>
    /// <exception cref="ThriftTransportException">It can't be listened on, for instance because another program does.</exception>
    public static async Task<ThriftServer> StartAsync(
        string endpoint, IEnumerable<ThriftServiceBinding> services, ThriftServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(services);
        options ??= new ThriftServerOptions();
        ThriftServiceBinding[] bindings = [.. services];
        // Looked at here too, so that what is wrong is told before anything is started.
        _ = new ServiceTable(bindings);
        ThriftEndpoint parsed = ThriftEndpoint.Parse(endpoint);
        if (parsed.Scheme is not ("tcp" or "unix"))
            throw new FormatException($"{endpoint} can't be served here: a server by itself listens on tcp://host:port or unix:///path.");
        IReadOnlyList<EndPoint> addresses = await ResolveAsync(parsed, cancellationToken).ConfigureAwait(false);

        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        _ = builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            foreach (EndPoint address in addresses)
                kestrel.Listen(address, listen => listen.UseThrift());
        });
        // Thriftscope logs by the options. What the web server would say of itself speaks of HTTP, which is not served here.
        _ = builder.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        // The signals that end a program are the program's: whoever started the server stops it.
        _ = builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        _ = builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTimeout);
        foreach (ThriftServiceBinding service in bindings)
            _ = builder.Services.AddThriftService(service);
        _ = builder.Services.AddSingleton(Options.Create(options));

        WebApplication application = builder.Build();
        try
        {
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw new ThriftTransportException(ThriftTransportError.NotOpen, $"Could not listen on {endpoint}: {e.GetBaseException().Message}", e);
        }
        catch
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return new ThriftServer(application, parsed.Port is null ? parsed : parsed.WithPort(BoundPort(application)));
    }

    /// <summary>
    /// Stops: no new connections, no new requests, and calls that are under way are answered, for as long as
    /// <see cref="ThriftServerOptions.DrainTimeout"/> and the token allow.
    /// </summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => _application.StopAsync(cancellationToken);

    /// <summary>Stops, and frees what the server holds.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync().ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<EndPoint>> ResolveAsync(ThriftEndpoint endpoint, CancellationToken cancellationToken)
    {
        EndPoint address = endpoint.ToEndPoint();
        if (address is not DnsEndPoint name)
            return [address];
        try
        {
            IPAddress[] found = await Dns.GetHostAddressesAsync(name.Host, cancellationToken).ConfigureAwait(false);
            // A port that the system picks for one address need not be free on another.
            return [.. (name.Port == 0 ? found.Take(1) : found).Select(a => new IPEndPoint(a, name.Port))];
        }
        catch (SocketException e)
        {
            throw new ThriftTransportException(ThriftTransportError.NotOpen, $"Could not listen on {endpoint}: {e.Message}", e);
        }
    }

    private static int BoundPort(WebApplication application)
    {
        string address = application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        return BindingAddress.Parse(address).Port;
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
