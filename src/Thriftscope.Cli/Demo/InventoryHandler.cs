namespace Thriftscope.Cli.Demo;

/// <summary>The warehouse: quick, but for a search whose index is cold now and then, and an item that is now and then sold out.</summary>
internal sealed class InventoryHandler : IInventory
{
    private const double ColdIndex = 0.03;
    private const double SoldOut = 0.05;

    public async Task<List<Product>> SearchAsync(string query, int limit, CancellationToken cancellationToken)
    {
        if (Random.Shared.NextDouble() < ColdIndex)
            await Task.Delay(Random.Shared.Next(120, 250), cancellationToken);
        return [.. Products.All.Where(p => p.Title.Contains(query, StringComparison.OrdinalIgnoreCase)).Take(limit)];
    }

    public Task<int> StockAsync(string sku, CancellationToken cancellationToken) => Task.FromResult(Find(sku).Title.Length);

    public Task<long> QuoteAsync(IReadOnlyList<Item> items, CancellationToken cancellationToken) =>
        Task.FromResult(items.Sum(i => i.Quantity * Find(i.Sku).Price));

    public Task ReserveAsync(IReadOnlyList<Item> items, CancellationToken cancellationToken)
    {
        foreach (Item item in items)
        {
            _ = Find(item.Sku);
            if (Random.Shared.NextDouble() < SoldOut)
                throw new OutOfStock { Sku = item.Sku, Left = 0 };
        }

        return Task.CompletedTask;
    }

    public Task ViewedAsync(string sku, CancellationToken cancellationToken)
    {
        _ = Products.All.Any(p => p.Sku == sku);
        return Task.CompletedTask;
    }

    private static Product Find(string sku) => Products.All.FirstOrDefault(p => p.Sku == sku) ?? throw new NotFound { What = sku };
}
