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

    private sealed class Cook : IKitchen
    {
        public Task PingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task NothingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<Bonk> CookAsync(string dish, int? minutes, IReadOnlyList<Numberz> numbers, CancellationToken cancellationToken) => dish == "stone"
            ? throw new Failure { Code = 3, Message = "no" }
            : Task.FromResult(new Bonk { Message = dish, Type = numbers.Sum(n => (int)n) });

        public Task ForgetAsync(long id, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task ForgetTooAsync(long id, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<Dictionary<long, Dictionary<Numberz, Bonk>>> SearchAsync(string text, int page, CancellationToken cancellationToken) =>
            Task.FromResult(new Dictionary<long, Dictionary<Numberz, Bonk>>());

        public Task<int> NoIdsAsync(int a, int b, CancellationToken cancellationToken) => Task.FromResult(a + b);
    }
}
