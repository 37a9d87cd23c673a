using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Thriftscope.AspNetCore.Hosting;
using Thriftscope.AspNetCore.Requests;

namespace Thriftscope.AspNetCore;

/// <summary>A server that runs by itself, in any program.</summary>
public sealed class ThriftServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly CancellationTokenSource _abort = new();

    private ThriftServer(WebApplication application, IReadOnlyList<ThriftEndpoint> endpoints)
    {
        _application = application;
        Endpoints = endpoints;
    }

    /// <summary>Where the server listens; with the port that the system picked, if it was asked to. The first, if there are several.</summary>
    public ThriftEndpoint Endpoint => Endpoints[0];

    /// <summary>Where the server listens, in the order in which it was told.</summary>
    public IReadOnlyList<ThriftEndpoint> Endpoints { get; }

    /// <summary>Serves one or more services on one endpoint.</summary>
    /// <param name="endpoint">
    /// Where to listen: <c>tcp://127.0.0.1:9090</c>, <c>tcp://*:9090</c> for every address of the machine, <c>tls://host:port</c>,
    /// <c>unix:///path</c>, <c>unix:@name</c> for an abstract socket, <c>http://host:port/path</c> or <c>https://host:port/path</c>; on
    /// Windows also <c>pipe://./name</c>. Port 0 lets the system pick one.
    /// </param>
    /// <param name="services">The services. With several, callers name the one that they mean; a call without a name is for the first.</param>
    /// <param name="options">Limits and the like.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="ArgumentException">
    /// There is no service, two have one name, TLS has no certificate, or HTTP is to be served where clients must log in by SASL.
    /// </exception>
    /// <exception cref="FormatException">The endpoint is wrong.</exception>
    /// <exception cref="PlatformNotSupportedException">The system has no such endpoints.</exception>
    /// <exception cref="ThriftTransportException">It can't be listened on, for instance because another program does.</exception>
    public static Task<ThriftServer> StartAsync(
        string endpoint, IEnumerable<ThriftServiceBinding> services, ThriftServerOptions? options = null, CancellationToken cancellationToken = default) =>
        StartOnAllAsync([endpoint], services, options, cancellationToken);

    /// <summary>Serves a generated service on one endpoint.</summary>
    /// <inheritdoc cref="StartAsync(string, IEnumerable{ThriftServiceBinding}, ThriftServerOptions?, CancellationToken)"/>
    /// <typeparam name="TService">The service's interface.</typeparam>
    /// <param name="endpoint">Where to listen; port 0 lets the system pick one.</param>
    /// <param name="handler">What does its work.</param>
    /// <param name="options">Limits and the like.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    public static Task<ThriftServer> StartAsync<TService>(
        string endpoint, TService handler, ThriftServerOptions? options = null, CancellationToken cancellationToken = default)
        where TService : class, IThriftService<TService> =>
        StartAsync(endpoint, [ThriftServiceBinding.Create(handler)], options, cancellationToken);

    /// <summary>Serves one or more services on several endpoints.</summary>
    /// <inheritdoc cref="StartAsync(string, IEnumerable{ThriftServiceBinding}, ThriftServerOptions?, CancellationToken)"/>
    /// <param name="endpoints">Where to listen: at least one endpoint.</param>
    /// <param name="services">The services. With several, callers name the one that they mean; a call without a name is for the first.</param>
    /// <param name="options">Limits and the like.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    public static async Task<ThriftServer> StartOnAllAsync(
        IReadOnlyList<string> endpoints,
        IEnumerable<ThriftServiceBinding> services,
        ThriftServerOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(services);
        if (endpoints.Count == 0)
            throw new ArgumentException("There is no endpoint to listen on.", nameof(endpoints));
        options ??= new ThriftServerOptions();
        ThriftServiceBinding[] bindings = [.. services];
        // Looked at here too, so that what is wrong is told before anything is started.
        _ = new ServiceTable(bindings);
        List<ServerListener> listeners = [];
        foreach (string endpoint in endpoints)
            listeners.Add(await ServerListener.CreateAsync(endpoint, options, cancellationToken).ConfigureAwait(false));

        WebApplication application = Build(listeners, bindings, options);
        try
        {
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw new ThriftTransportException(
                ThriftTransportError.NotOpen, $"Could not listen on {string.Join(", ", endpoints)}: {e.GetBaseException().Message}", e);
        }
        catch
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return new ThriftServer(application, [.. listeners.Select(l => l.Bound())]);
    }

    /// <summary>
    /// Stops: no new connections, no new requests, and calls that are under way are answered, for as long as
    /// <see cref="ThriftServerOptions.DrainTimeout"/> and the token allow. Then connections are cut off, and handlers cancelled.
    /// </summary>
    /// <param name="cancellationToken">
    /// Ends the wait: an earlier call's too, so that <c>StopAsync(new CancellationToken(true))</c> cuts short a stop that is under way, as a
    /// second Ctrl-C should.
    /// </param>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        using CancellationTokenRegistration registration = cancellationToken.Register(static abort => ((CancellationTokenSource)abort!).Cancel(), _abort);
        await _application.StopAsync(_abort.Token).ConfigureAwait(false);
    }

    /// <summary>
    /// Waits until the program is asked to end, by Ctrl-C or, as container platforms and service managers do, by SIGTERM or SIGQUIT; then stops
    /// as <see cref="StopAsync"/> does. A second such signal cuts the stop short. It also ends when the server is stopped in another way.
    /// </summary>
    /// <param name="cancellationToken">Asks for the same.</param>
    public async Task WaitForShutdownAsync(CancellationToken cancellationToken = default)
    {
        using ShutdownSignals signals = new(cancellationToken);
        CancellationToken stopping = _application.Lifetime.ApplicationStopping;
        using (CancellationTokenSource asked = CancellationTokenSource.CreateLinkedTokenSource(signals.First, stopping))
            await Task.Delay(Timeout.InfiniteTimeSpan, asked.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await StopAsync(signals.Second).ConfigureAwait(false);
    }

    /// <summary>Stops, and frees what the server holds.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }

    private static WebApplication Build(List<ServerListener> listeners, ThriftServiceBinding[] bindings, ThriftServerOptions options)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        _ = builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            // What these servers say is their own affair.
            kestrel.AddServerHeader = false;
            if (options.IdleTimeout != Timeout.InfiniteTimeSpan)
                kestrel.Limits.KeepAliveTimeout = options.IdleTimeout;
            foreach (ServerListener listener in listeners)
                listener.Listen(kestrel, options);
        });
        // Thriftscope logs by the options. What the web server would say of itself speaks of HTTP.
        _ = builder.Services.AddSingleton<ILoggerFactory>(new HandshakeLog());
        // The signals that end a program are the program's: whoever started the server stops it.
        _ = builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        _ = builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTimeout);
        foreach (ThriftServiceBinding service in bindings)
            _ = builder.Services.AddThriftService(service);
        _ = builder.Services.AddSingleton(Options.Create(options));

        string[] paths = [.. listeners.Select(l => l.HttpPath).OfType<string>().Distinct()];
        if (paths.Length > 0)
            _ = builder.Services.AddRoutingCore();
        WebApplication application = builder.Build();
        foreach (string path in paths)
            _ = application.MapThrift(path);
        return application;
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
