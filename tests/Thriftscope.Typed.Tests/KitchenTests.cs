using kitchen.sink;
using Thriftscope.AspNetCore;

namespace Thriftscope.Typed.Tests;

public sealed class KitchenTests
{
    [Fact]
    public async Task A_call_has_its_result()
    {
        await using ThriftServer server = await ThriftServer.StartAsync<IKitchen>("tcp://127.0.0.1:0", new Cook());
        await using KitchenClient kitchen = new(server.Endpoint.ToString());
        Bonk cooked = await kitchen.CookAsync("soup", 5, [Numberz.One, Numberz.Eight]);
        cooked.ShouldBe(new Bonk { Message = "soup", Type = 9 });
        await kitchen.PingAsync();
        await Should.ThrowAsync<Failure>(() => kitchen.CookAsync("stone", 5, []));
    }
}
