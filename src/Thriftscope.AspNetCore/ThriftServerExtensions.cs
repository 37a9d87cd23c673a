using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Thriftscope.AspNetCore.Connections;
using Thriftscope.AspNetCore.Handlers;
using Thriftscope.AspNetCore.Hosting;
using Thriftscope.AspNetCore.Requests;

namespace Thriftscope.AspNetCore;

/// <summary>Serves Thrift inside an ASP.NET Core application.</summary>
public static class ThriftServerExtensions
{
    /// <summary>
    /// Adds a service. Its handler comes from dependency injection, a new scope for each call; the class is added as scoped
    /// unless the application has added it in another way. The application does not start when its constructor takes what was not added.
    /// </summary>
    /// <typeparam name="THandler">A class with a public method for each of the service's.</typeparam>
    /// <param name="services">The application's services.</param>
    /// <param name="service">The service.</param>
    /// <exception cref="ArgumentException">The handler lacks methods; the message lists them.</exception>
    /// <remarks>What the handler returns is read before the scope ends: it may be a sequence or an object that is computed as it is read.</remarks>
    [RequiresUnreferencedCode(ReflectionSupport.Reason)]
    [RequiresDynamicCode(ReflectionSupport.Reason)]
    public static IServiceCollection AddThriftService<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(this IServiceCollection services, ThriftService service)
        where THandler : class
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddScoped<THandler>();
        return services.AddThriftService(ThriftServiceBinding.ToType(service, typeof(THandler), name: null));
    }

    /// <summary>
    /// Adds a generated service. Its handler comes from dependency injection, a new scope for each call; the class is added as scoped
    /// unless the application has added it in another way. Its constructor may take the <see cref="ThriftCallContext"/> of its call. The application
    /// does not start when it takes what was not added.
    /// </summary>
    /// <typeparam name="TService">The service's interface.</typeparam>
    /// <typeparam name="THandler">The class that implements it.</typeparam>
    /// <param name="services">The application's services.</param>
    public static IServiceCollection AddThriftService<TService, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services)
        where TService : class, IThriftService<TService>
        where THandler : class, TService
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddScoped<THandler>();
        return services.AddThriftService(ThriftServiceBinding.ToType<TService>(typeof(THandler)));
    }

    /// <summary>Adds a service with the object that handles its calls.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="binding">The service and its handler. With several on one port, callers name the one that they mean.</param>
    public static IServiceCollection AddThriftService(this IServiceCollection services, ThriftServiceBinding binding)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(binding);
        _ = services.AddOptions<ThriftServerOptions>();
        services.TryAddSingleton<ServerCore>();
        services.TryAddSingleton<ServerLoad>();
        services.TryAddScoped<ScopedCall>();
        services.TryAddScoped(static provider => provider.GetRequiredService<ScopedCall>().Required);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, StartupCheck>(provider => ActivatorUtilities.CreateInstance<StartupCheck>(provider, services)));
        return services.AddSingleton(binding);
    }

    /// <summary>
    /// Adds an interceptor to all calls of the application's Thrift services, inside those of
    /// <see cref="ThriftServerOptions.Interceptors"/> and those that were added before. There is one object for the whole server, unless the
    /// application has added the class as transient; it may take other services in its constructor.
    /// </summary>
    /// <typeparam name="T">The interceptor's class.</typeparam>
    /// <param name="services">The application's services.</param>
    public static IServiceCollection AddThriftInterceptor<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this IServiceCollection services)
        where T : class, IThriftInterceptor
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<T>();
        return services.AddSingleton(new ServerInterceptor(typeof(T)));
    }

    /// <summary>Serves the application's Thrift services on a port, in the protocol and on the transport that each client speaks.</summary>
    /// <param name="listen">The port, as <c>ConfigureKestrel(k =&gt; k.ListenAnyIP(9090, l =&gt; l.UseThrift()))</c> gives it.</param>
    /// <param name="configure">What is different on this port from the application's options: limits, time-outs, HTTP on the same port.</param>
    /// <exception cref="InvalidOperationException">
    /// The options of the port have both <see cref="ThriftServerOptions.AllowHttp"/> and <see cref="ThriftServerOptions.SaslMechanisms"/>.
    /// </exception>
    public static ListenOptions UseThrift(this ListenOptions listen, Action<ThriftServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(listen);
        ThriftServerOptions options = ServerCore.OptionsOf(listen.ApplicationServices, configure);
        if (options.AllowHttp && options.SaslMechanisms.Count > 0)
        {
            throw new InvalidOperationException(
                $"A port with {nameof(ThriftServerOptions.SaslMechanisms)} can't have {nameof(ThriftServerOptions.AllowHttp)}: HTTP has no log-in by SASL, and its requests would be refused. Give HTTP a port of its own.");
        }

        // With HTTP's protocols, TLS would refuse clients that offer others, and Kestrel might listen for QUIC.
        if (!options.AllowHttp)
            listen.Protocols = HttpProtocols.None;
        return listen.LimitConnections(options).ServeThrift(options);
    }

    /// <summary>Closes connections over the limit. What is set up behind it, as TLS may be, they do not get to.</summary>
    internal static ListenOptions LimitConnections(this ListenOptions listen, ThriftServerOptions options)
    {
        _ = listen.Use(next => new ConnectionLimit(ServerCore.Of(listen.ApplicationServices), options.MaxConnections, next).OnConnectedAsync);
        return listen;
    }

    /// <summary>Gives the connections to the application's Thrift services.</summary>
    internal static ListenOptions ServeThrift(this ListenOptions listen, ThriftServerOptions options)
    {
        _ = listen.Use(next => new ThriftConnectionHandler(ServerCore.Of(listen.ApplicationServices).CreateEndpoint(options), next).OnConnectedAsync);
        return listen;
    }
}
