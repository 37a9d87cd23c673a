using Thriftscope;
using Typed.Common;
using Typed.Shop;

class ShopHandler(ThriftCallContext context) : IShop
{
    public Task<Order> PlaceAsync(IReadOnlyList<Item> items, Payment payment, CancellationToken cancellationToken)
    {
        if (items.FirstOrDefault(i => i.Quantity > 10) is { } tooMany)
            throw new OutOfStock { Sku = tooMany.Sku, Left = 10 };
        context.ResponseHeaders["tenant"] = context.RequestHeaders.GetValueOrDefault("tenant", "none");
        return Task.FromResult(new Order { Id = 1, Items = [.. items], Total = new Money { Cents = 4900 } });
    }

    public Task<List<Order>> FindAsync(string text, int? limit, CancellationToken cancellationToken) =>
        Task.FromResult(new List<Order> { new() { Id = 1, Note = text } });

    public Task ViewedAsync(string sku, CancellationToken cancellationToken) => Task.CompletedTask;
}
