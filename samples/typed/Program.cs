using Thriftscope;
using Thriftscope.AspNetCore;
using Typed.Shop;

if (args is ["values"])
{
    Values.Structs();
    Console.WriteLine(Values.Unions(Payment.OfCard("4111-1111")));
    Console.WriteLine(Values.Bytes(new Order { Id = 3 }));
    await using ThriftServer server = await Calls.ServeAsync();
    await Calls.CallAsync(server.Endpoint.ToString());
    await Values.Dynamic(server.Endpoint.ToString());
    return;
}

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddThriftService<IShop, ShopHandler>();
builder.WebHost.ConfigureKestrel(k => k.ListenAnyIP(9090, l => l.UseThrift()));

builder.Services.AddThriftClient<IShop>("tcp://shop.example:9090");
builder.Services.AddKeyedThriftClient<IShop>("eu", "tcp://eu.shop.example:9090", o => o.MaxConnections = 4);

var app = builder.Build();
app.MapGet("/orders/{text}", (string text, IShop shop) => shop.FindAsync(text));
app.Run();
