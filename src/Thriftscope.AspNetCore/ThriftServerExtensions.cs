using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Thriftscope.AspNetCore.Connections;

namespace Thriftscope.AspNetCore;

/// <summary>Serves Thrift inside an ASP.NET Core application.</summary>
public static class ThriftServerExtensions
{
    /// <summary>
    /// Adds a service. Its handler comes from dependency injection, a new scope for each call; the class is added as scoped
    /// unless the application has added it in another way.
    /// </summary>
    /// <typeparam name="THandler">A class with a public method for each of the service's.</typeparam>
    /// <param name="services">The application's services.</param>
    /// <param name="service">The service.</param>
    /// <exception cref="ArgumentException">The handler lacks methods; the message lists them.</exception>
    public static IServiceCollection AddThriftService<THandler>(this IServiceCollection services, ThriftService service)
        where THandler : class
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddScoped<THandler>();
        return services.AddThriftService(ThriftServiceBinding.ToType(service, typeof(THandler), name: null));
    }

    /// <summary>Adds a service with the object that handles its calls.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="binding">The service and its handler. With several on one port, callers name the one that they mean.</param>
    public static IServiceCollection AddThriftService(this IServiceCollection services, ThriftServiceBinding binding)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(binding);
        _ = services.AddOptions<ThriftServerOptions>();
        services.TryAddSingleton<ThriftConnectionHandler>();
        return services.AddSingleton(binding);
    }

    /// <summary>Serves the application's Thrift services on a port: binary protocol, framed or unframed as each client speaks.</summary>
    /// <param name="listen">The port, as <c>ConfigureKestrel(k =&gt; k.ListenAnyIP(9090, l =&gt; l.UseThrift()))</c> gives it.</param>
    public static ListenOptions UseThrift(this ListenOptions listen)
    {
        ArgumentNullException.ThrowIfNull(listen);
        _ = listen.UseConnectionHandler<ThriftConnectionHandler>();
        return listen;
    }
}
