using Thriftscope.AspNetCore;

namespace Thriftscope.Cli.Demo;

/// <summary>The three services of the demo, and the clients that they call each other with.</summary>
internal sealed class Shop : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _parts = [];
    private readonly List<(string Name, ThriftEndpoint Endpoint)> _endpoints = [];

    private readonly string? _contextName;

    private Shop(string? contextName) => _contextName = contextName;

    /// <summary>The services with their endpoints; the gateway, which customers call, is the first.</summary>
    public IReadOnlyList<(string Name, ThriftEndpoint Endpoint)> Endpoints => _endpoints;

    /// <summary>What the customers call the gateway with.</summary>
    public ClientPool<GatewayClient> Gateway { get; private set; } = null!;

    /// <summary>Starts the services, those that are called before those that call them.</summary>
    /// <param name="contextName">How they send the trace context to each other.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public static async Task<Shop> OpenAsync(string? contextName, CancellationToken cancellationToken)
    {
        Shop shop = new(contextName);
        try
        {
            ClientPool<InventoryClient> inventory = await shop.ServeAsync<IInventory, InventoryClient>(new InventoryHandler(), (e, o) => new InventoryClient(e, o), cancellationToken);
            ClientPool<PaymentsClient> payments = await shop.ServeAsync<IPayments, PaymentsClient>(new PaymentsHandler(inventory), (e, o) => new PaymentsClient(e, o), cancellationToken);
            shop.Gateway = await shop.ServeAsync<IGateway, GatewayClient>(new GatewayHandler(inventory, payments), (e, o) => new GatewayClient(e, o), cancellationToken);
            shop._endpoints.Reverse();
            return shop;
        }
        catch
        {
            await shop.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where the demo's IDL lies, for who calls it from the shell.</summary>
    public static string IdlFile(string name) => Path.Combine(AppContext.BaseDirectory, "shop", name + ".thrift");

    /// <summary>Stops the callers before those whom they call, so that calls under way end well.</summary>
    public async ValueTask DisposeAsync()
    {
        for (int i = _parts.Count - 1; i >= 0; i--)
            await _parts[i].DisposeAsync();
    }

    private async Task<ClientPool<TClient>> ServeAsync<TService, TClient>(TService handler, Func<string, ThriftClientOptions, TClient> newClient, CancellationToken cancellationToken)
        where TService : class, IThriftService<TService>
        where TClient : ThriftClient, TService
    {
        ThriftServiceBinding service = ThriftServiceBinding.Create(handler);
        ThriftServer server = await ThriftServer.StartAsync(ContextNames.EndpointFor(_contextName), [service], cancellationToken: cancellationToken);
        _parts.Add(server);
        _endpoints.Add((service.Name, server.Endpoint));
        ClientPool<TClient> clients = new(() => newClient(server.Endpoint.ToString(), new ThriftClientOptions { Context = ContextNames.OptionsOf(_contextName) }));
        _parts.Add(clients);
        return clients;
    }
}
