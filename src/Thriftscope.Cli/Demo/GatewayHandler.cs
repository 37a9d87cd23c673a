namespace Thriftscope.Cli.Demo;

/// <summary>
/// What the customers see. An exception that a service behind it declares, and the gateway too, simply passes through.
/// </summary>
internal sealed class GatewayHandler(ClientPool inventory, ClientPool payments)
{
    public Task<List<Product>> Browse(string query, CancellationToken cancellationToken) =>
        inventory.Next().CallAsync<List<Product>>("search", new ThriftArguments { ["query"] = query }, cancellationToken);

    public async Task<Order> PlaceOrder(List<Item> items, string card, CancellationToken cancellationToken)
    {
        _ = await Task.WhenAll(items.Select(i => inventory.Next().CallAsync<int>("stock", i.Sku, cancellationToken)));
        await inventory.Next().CallAsync("reserve", items, cancellationToken);
        Receipt receipt = await payments.Next().CallAsync<Receipt>("charge", card, items, cancellationToken);
        return new Order(receipt.Id, items, receipt.Amount);
    }

    public Task Viewed(string sku) => inventory.Next().CallAsync("viewed", sku);

    public Task<long> Takings(string day, CancellationToken cancellationToken) =>
        payments.Next().CallAsync<long>("takings", day, cancellationToken);
}
