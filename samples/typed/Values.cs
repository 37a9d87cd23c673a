using Thriftscope;
using Typed.Common;
using Typed.Shop;

/// <summary>What generated types are like.</summary>
static class Values
{
    public static void Structs()
    {
        Order order = new() { Id = 7, Items = { new Item { Sku = "bk-1" } } };
        Order noted = order with { Note = "a gift" };

        Console.WriteLine(noted);
        Console.WriteLine(noted == new Order { Id = 7, Items = [new Item { Sku = "bk-1", Quantity = 1 }], Note = "a gift" });
        Console.WriteLine($"{order.Note is null} {order.Total is null} {order.Labels.Count} {order.Status}");
    }

    public static string Unions(Payment payment)
    {
        return payment switch
        {
            { Card: { } card } => $"card {card}",
            { Voucher: { } voucher } => $"voucher of {voucher.Cents}",
            _ => "a way to pay that this program does not know yet",
        };
    }

    public static Order Bytes(Order order)
    {
        byte[] bytes = ThriftSerializer.Serialize(order, ThriftProtocol.Compact);
        Order read = ThriftSerializer.Deserialize<Order>(bytes, ThriftProtocol.Compact);
        string json = ThriftSerializer.ToJson(order);
        Order again = ThriftSerializer.FromJson<Order>(json);
        return read == again ? again : order;
    }

    public static async Task Dynamic(string endpoint)
    {
        ThriftService shop = ShopIdl.Document.Module.Service("Shop");
        await using ServiceClient client = await shop.ConnectAsync(endpoint);
        Order[] orders = await client.CallAsync<Order[]>("find", "chess");
        Console.WriteLine($"{orders.Length} of {ShopConstants.MaxItems}");
    }
}
