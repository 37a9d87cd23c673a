using Thriftscope;

namespace Programs.Market;

/// <summary>Answers with what it is given, and knows who asks.</summary>
internal sealed class MarketHandler(ThriftCallContext context) : IMarket
{
    public Task<long> CountAsync(CancellationToken cancellationToken) => Task.FromResult(long.MaxValue);

    public Task<Fruit> FindAsync(Wish wish, CancellationToken cancellationToken) => wish switch
    {
        { Fruit: { } fruit } => Task.FromResult(fruit with { Ripe = true }),
        { Name: { } name } => Task.FromResult(new Fruit { Name = $"{name} for {context.RequestHeaders["who"]}" }),
        _ => throw new NoSuchFruit { Message = $"no number {wish.Number}", Others = { "apple", "pear" } },
    };

    public Task<Dictionary<Color, List<Fruit>>> SortAsync(IReadOnlyList<Fruit> fruits, IReadOnlySet<string>? names, CancellationToken cancellationToken) =>
        Task.FromResult(fruits.Where(f => names is null || names.Contains(f.Name)).GroupBy(f => f.Color).ToDictionary(g => g.Key, g => g.ToList()));

    public Task SeenAsync(string name, CancellationToken cancellationToken) => Task.CompletedTask;
}
