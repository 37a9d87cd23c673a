namespace Thriftscope.Cli.Demo;

/// <summary>
/// What the customers see. An exception that a service behind it declares, and the gateway too, simply passes through.
/// </summary>
internal sealed class GatewayHandler(ClientPool<InventoryClient> inventory, ClientPool<PaymentsClient> payments) : IGateway
{
    private const int MostFound = 10;

    public Task<List<Product>> BrowseAsync(string query, CancellationToken cancellationToken) =>
        inventory.Next().SearchAsync(query, MostFound, cancellationToken);

    public async Task<Order> PlaceOrderAsync(IReadOnlyList<Item> items, string card, CancellationToken cancellationToken)
    {
        _ = await Task.WhenAll(items.Select(i => inventory.Next().StockAsync(i.Sku, cancellationToken)));
        await inventory.Next().ReserveAsync(items, cancellationToken);
        Receipt receipt = await payments.Next().ChargeAsync(card, items, cancellationToken);
        return new Order { Id = receipt.Id, Items = [.. items], Total = receipt.Amount };
    }

    public Task ViewedAsync(string sku, CancellationToken cancellationToken) => inventory.Next().ViewedAsync(sku, cancellationToken);

    public Task<long> TakingsAsync(string day, CancellationToken cancellationToken) => payments.Next().TakingsAsync(day, cancellationToken);
}
