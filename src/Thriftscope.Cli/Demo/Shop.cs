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
    public ClientPool Gateway { get; private set; } = null!;

    /// <summary>Starts the services, those that are called before those that call them.</summary>
    public static async Task<Shop> OpenAsync(CancellationToken cancellationToken)
    {
        Shop shop = new();
        try
        {
            ThriftModule inventory = ThriftModule.Load(IdlFile("inventory"));
            ThriftModule payments = ThriftModule.Load(IdlFile("payments"));
            ThriftModule gateway = ThriftModule.Load(IdlFile("gateway"));
            ClientPool toInventory = await shop.ServeAsync(inventory.Service("Inventory"), new InventoryHandler(inventory), cancellationToken);
            ClientPool toPayments = await shop.ServeAsync(payments.Service("Payments"), new PaymentsHandler(payments, toInventory), cancellationToken);
            shop.Gateway = await shop.ServeAsync(gateway.Service("Gateway"), new GatewayHandler(toInventory, toPayments), cancellationToken);
            shop._endpoints.Reverse();
            return shop;
        }
        catch
        {
            await shop.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where the demo's IDL lies.</summary>
    public static string IdlFile(string name) => Path.Combine(AppContext.BaseDirectory, "shop", name + ".thrift");

    /// <summary>Stops the callers before those whom they call, so that calls under way end well.</summary>
    public async ValueTask DisposeAsync()
    {
        for (int i = _parts.Count - 1; i >= 0; i--)
            await _parts[i].DisposeAsync();
    }

    private async Task<ClientPool> ServeAsync(ThriftService service, object handler, CancellationToken cancellationToken)
    {
        ThriftServer server = await service.ServeAsync("tcp://127.0.0.1:0", handler, cancellationToken: cancellationToken);
        _parts.Add(server);
        _endpoints.Add((service.Name, server.Endpoint));
        ClientPool clients = new(service, server.Endpoint);
        _parts.Add(clients);
        return clients;
    }
}
