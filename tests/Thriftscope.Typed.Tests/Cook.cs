using kitchen.sink;

namespace Thriftscope.Typed.Tests;

/// <summary>Serves the kitchen.</summary>
internal sealed class Cook : IKitchen
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
