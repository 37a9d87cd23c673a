namespace Thriftscope.Cli.Demo;

/// <summary>The warehouse: quick, but for a search whose index is cold now and then, and an item that is now and then sold out.</summary>
internal sealed class InventoryHandler(ThriftModule module)
{
    private const double ColdIndex = 0.03;
    private const double SoldOut = 0.05;

    public async Task<IEnumerable<Product>> Search(string query, int limit, CancellationToken cancellationToken)
    {
        if (Random.Shared.NextDouble() < ColdIndex)
            await Task.Delay(Random.Shared.Next(120, 250), cancellationToken);
        return Products.All.Where(p => p.Title.Contains(query, StringComparison.OrdinalIgnoreCase)).Take(limit);
    }

    public int Stock(string sku) => Find(sku).Title.Length;

    public long Quote(List<Item> items) => items.Sum(i => i.Quantity * Find(i.Sku).Price);

    public void Reserve(List<Item> items)
    {
        foreach (Item item in items)
        {
            _ = Find(item.Sku);
            if (Random.Shared.NextDouble() < SoldOut)
                throw new ThriftDeclaredException(module.NewStruct("OutOfStock", new { item.Sku, Left = 0 }));
        }
    }

    public void Viewed(string sku) => _ = Products.All.Any(p => p.Sku == sku);

    private Product Find(string sku) => Products.All.FirstOrDefault(p => p.Sku == sku)
        ?? throw new ThriftDeclaredException(module.NewStruct("common.NotFound", new { What = sku }));
}
