using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Thriftscope.DependencyInjection;

namespace Thriftscope;

/// <summary>Sets up clients for dependency injection.</summary>
public static class ThriftClientServiceCollectionExtensions
{
    /// <summary>
    /// Sets up a client by a name. It is got from <see cref="IThriftClientFactory"/>, or as a <see cref="ServiceClient"/> with that name as its key:
    /// <c>[FromKeyedServices("name")] ServiceClient client</c>. There is one set of connections for each name, opened at the first call and closed
    /// with the container. Its options are the <see cref="ThriftClientOptions"/> of that name, and it logs where the program does.
    /// </summary>
    /// <param name="services">The program's services.</param>
    /// <param name="name">The client's name.</param>
    /// <param name="service">What is called.</param>
    /// <param name="endpoint">Where it is: one endpoint, or several as <see cref="ThriftEndpoint.ParseList"/> reads them.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="ArgumentException">There is a client of that name already.</exception>
    /// <exception cref="FormatException">The endpoint is wrong.</exception>
    public static IServiceCollection AddThriftClient(
        this IServiceCollection services, string name, ThriftService service, string endpoint, Action<ThriftClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(service);
        IReadOnlyList<ThriftEndpoint> endpoints = ThriftEndpoint.ParseList(endpoint);
        return services.Add(name, (_, options) => service.CreateClient(endpoints, options), configure);
    }

    /// <summary>The same, with a resolver that says where the service is; the container makes it.</summary>
    /// <inheritdoc cref="AddThriftClient(IServiceCollection, string, ThriftService, string, Action{ThriftClientOptions}?)"/>
    /// <param name="services">The program's services.</param>
    /// <param name="name">The client's name.</param>
    /// <param name="service">What is called.</param>
    /// <param name="resolver">Gives the resolver.</param>
    /// <param name="configure">Sets the options.</param>
    public static IServiceCollection AddThriftClient(
        this IServiceCollection services,
        string name,
        ThriftService service,
        Func<IServiceProvider, IThriftEndpointResolver> resolver,
        Action<ThriftClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(resolver);
        return services.Add(name, (provider, options) => service.CreateClient(resolver(provider), options), configure);
    }

    /// <summary>
    /// Sets up a client for a class of the program's own, whose constructor takes the <see cref="ServiceClient"/>, and whatever else the container
    /// has. The class is got as itself, or with the name as its key; a new object each time, over the same connections.
    /// </summary>
    /// <typeparam name="TClient">The class.</typeparam>
    /// <inheritdoc cref="AddThriftClient(IServiceCollection, string, ThriftService, string, Action{ThriftClientOptions}?)"/>
    public static IServiceCollection AddThriftClient<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TClient>(
        this IServiceCollection services, string name, ThriftService service, string endpoint, Action<ThriftClientOptions>? configure = null)
        where TClient : class
    {
        _ = services.AddThriftClient(name, service, endpoint, configure);
        // Which of the constructors is meant is looked up once.
        ObjectFactory<TClient> create = ActivatorUtilities.CreateFactory<TClient>([typeof(ServiceClient)]);
        return services
            .AddTransient(provider => create(provider, [provider.GetRequiredService<IThriftClientFactory>().CreateClient(name)]))
            .AddKeyedTransient(name, (provider, _) => create(provider, [provider.GetRequiredService<IThriftClientFactory>().CreateClient(name)]));
    }

    /// <summary>
    /// Sets up a generated client: whoever takes the service's interface gets it. It connects at its first call, closes its connections with the
    /// container, and logs where the program does. Its options are the <see cref="ThriftClientOptions"/> with the interface's full name.
    /// </summary>
    /// <typeparam name="TService">The service's generated interface.</typeparam>
    /// <param name="services">The program's services.</param>
    /// <param name="endpoint">Where it is: one endpoint, or several as <see cref="ThriftEndpoint.ParseList"/> reads them.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="FormatException">The endpoint is wrong.</exception>
    public static IServiceCollection AddThriftClient<TService>(
        this IServiceCollection services, string endpoint, Action<ThriftClientOptions>? configure = null)
        where TService : class, IThriftService<TService>
    {
        IReadOnlyList<ThriftEndpoint> endpoints = ThriftEndpoint.ParseList(endpoint);
        return services.Add<TService>(key: null, (_, options) => new ThriftClientSetup(endpoints, options), configure);
    }

    /// <summary>The same by a key, for a service that is there more than once: <c>[FromKeyedServices("eu")] IShop shop</c>.</summary>
    /// <inheritdoc cref="AddThriftClient{TService}(IServiceCollection, string, Action{ThriftClientOptions}?)"/>
    /// <param name="services">The program's services.</param>
    /// <param name="key">The client's key. Its options have the interface's full name, a colon and the key for their name.</param>
    /// <param name="endpoint">Where it is: one endpoint, or several as <see cref="ThriftEndpoint.ParseList"/> reads them.</param>
    /// <param name="configure">Sets the options.</param>
    public static IServiceCollection AddKeyedThriftClient<TService>(
        this IServiceCollection services, string key, string endpoint, Action<ThriftClientOptions>? configure = null)
        where TService : class, IThriftService<TService>
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        IReadOnlyList<ThriftEndpoint> endpoints = ThriftEndpoint.ParseList(endpoint);
        return services.Add<TService>(key, (_, options) => new ThriftClientSetup(endpoints, options), configure);
    }

    /// <summary>The same, with a resolver that says where the service is; the container makes it.</summary>
    /// <inheritdoc cref="AddThriftClient{TService}(IServiceCollection, string, Action{ThriftClientOptions}?)"/>
    /// <param name="services">The program's services.</param>
    /// <param name="resolver">Gives the resolver.</param>
    /// <param name="configure">Sets the options.</param>
    public static IServiceCollection AddThriftClient<TService>(
        this IServiceCollection services, Func<IServiceProvider, IThriftEndpointResolver> resolver, Action<ThriftClientOptions>? configure = null)
        where TService : class, IThriftService<TService>
    {
        ArgumentNullException.ThrowIfNull(resolver);
        return services.Add<TService>(key: null, (provider, options) => new ThriftClientSetup(resolver(provider), options), configure);
    }

    private static IServiceCollection Add<TService>(
        this IServiceCollection services, string? key, Func<IServiceProvider, ThriftClientOptions, ThriftClientSetup> setup, Action<ThriftClientOptions>? configure)
        where TService : class, IThriftService<TService>
    {
        ArgumentNullException.ThrowIfNull(services);
        string name = key is null ? typeof(TService).FullName! : $"{typeof(TService).FullName}:{key}";
        if (services.Any(s => s.ServiceType == typeof(TService) && Equals(s.ServiceKey, key)))
            throw new ArgumentException($"There is a {typeof(TService).Name} already{(key is null ? ": a second one needs a key, by AddKeyedThriftClient" : $" with the key \"{key}\"")}.");
        _ = services.AddOptions<ThriftClientOptions>(name).Configure(configure ?? (_ => { }));
        return key is null ? services.AddSingleton(Create) : services.AddKeyedSingleton(key, (provider, _) => Create(provider));

        TService Create(IServiceProvider provider)
        {
            ThriftClientOptions options = ThriftClientFactory.Configured(provider.GetRequiredService<IOptionsMonitor<ThriftClientOptions>>(), name, provider.GetService<ILoggerFactory>());
            return TService.Definition.NewClient(setup(provider, options));
        }
    }

    private static IServiceCollection Add(
        this IServiceCollection services, string name, Func<IServiceProvider, ThriftClientOptions, ServiceClient> create, Action<ThriftClientOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (services.Any(s => !s.IsKeyedService && s.ImplementationInstance is ThriftClientRegistration added && added.Name == name))
            throw new ArgumentException($"There is a Thrift client \"{name}\" already: each needs a name of its own.", nameof(name));
        _ = services.AddOptions<ThriftClientOptions>(name).Configure(configure ?? (_ => { }));
        _ = services.AddSingleton(new ThriftClientRegistration(name, create));
        services.TryAddSingleton<IThriftClientFactory, ThriftClientFactory>();
        return services.AddKeyedSingleton(name, (provider, _) => provider.GetRequiredService<IThriftClientFactory>().CreateClient(name));
    }
}
