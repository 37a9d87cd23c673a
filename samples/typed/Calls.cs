using Thriftscope;
using Thriftscope.AspNetCore;
using Typed.Shop;

/// <summary>Calls and serves without an application around it.</summary>
static class Calls
{
    public static Task<ThriftServer> ServeAsync()
    {
        ThriftServiceBinding binding = ThriftServiceBinding.Create<IShop>(context => new ShopHandler(context));
        return ThriftServer.StartAsync("tcp://127.0.0.1:0", [binding], new ThriftServerOptions { Interceptors = { new OrderLog() } });
    }

    public static async Task CallAsync(string endpoint)
    {
        await using ShopClient client = new($"{endpoint}?transport=header");
        try
        {
            await client.PlaceAsync([new Item { Sku = "bk-1", Quantity = 11 }], Payment.OfCard("4111-1111"));
        }
        catch (OutOfStock e)
        {
            Console.WriteLine($"{e.Left} left of {e.Sku}");
        }

        ThriftCallOptions options = new() { Timeout = TimeSpan.FromSeconds(2), Headers = { ["tenant"] = "blue" } };
        Order order = await client.With(options).PlaceAsync([new Item { Sku = "bk-1" }], Payment.OfCard("4111-1111"));
        Console.WriteLine($"{order.Id} for {options.ResponseHeaders["tenant"]}");
    }
}
