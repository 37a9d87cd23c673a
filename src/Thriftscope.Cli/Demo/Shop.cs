using Thriftscope.AspNetCore;

namespace Thriftscope.Cli.Demo;

/// <summary>The three services of the demo, and the clients that they call each other with.</summary>
internal sealed class Shop : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _parts = [];
    private readonly List<(string Name, ThriftEndpoint Endpoint)> _endpoints = [];

    private Shop()
    {
    }

    /// <summary>The services with their endpoints; the gateway, which customers call, is the first.</summary>
    public IReadOnlyList<(string Name, ThriftEndpoint Endpoint)> Endpoints => _endpoints;

    /// <summary>What the customers call the gateway with.</summary>
    public ClientPool<GatewayClient> Gateway { get; private set; } = null!;

    /// <summary>Starts the services, those that are called before those that call them.</summary>
    public static async Task<Shop> OpenAsync(CancellationToken cancellationToken)
    {
        Shop shop = new();
        try
        {
            ClientPool<InventoryClient> inventory = await shop.ServeAsync<IInventory, InventoryClient>(new InventoryHandler(), e => new InventoryClient(e), cancellationToken);
            ClientPool<PaymentsClient> payments = await shop.ServeAsync<IPayments, PaymentsClient>(new PaymentsHandler(inventory), e => new PaymentsClient(e), cancellationToken);
            shop.Gateway = await shop.ServeAsync<IGateway, GatewayClient>(new GatewayHandler(inventory, payments), e => new GatewayClient(e), cancellationToken);
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

    private async Task<ClientPool<TClient>> ServeAsync<TService, TClient>(TService handler, Func<string, TClient> newClient, CancellationToken cancellationToken)
        where TService : class, IThriftService<TService>
        where TClient : ThriftClient, TService
    {
        ThriftServiceBinding service = ThriftServiceBinding.Create(handler);
        ThriftServer server = await ThriftServer.StartAsync("tcp://127.0.0.1:0", [service], cancellationToken: cancellationToken);
        _parts.Add(server);
        _endpoints.Add((service.Name, server.Endpoint));
        ClientPool<TClient> clients = new(() => newClient(server.Endpoint.ToString()));
        _parts.Add(clients);
        return clients;
    }
}
