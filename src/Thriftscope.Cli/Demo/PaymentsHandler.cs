namespace Thriftscope.Cli.Demo;

/// <summary>The bank: takes its time, declines some cards, and has a report that always fails.</summary>
internal sealed class PaymentsHandler(ClientPool<InventoryClient> inventory) : IPayments
{
    public const string DeclinedCard = "4000-declined";

    private long _lastReceipt;

    public async Task<Receipt> ChargeAsync(string card, IReadOnlyList<Item> items, CancellationToken cancellationToken)
    {
        long amount = await inventory.Next().QuoteAsync(items, cancellationToken);
        await Task.Delay(Random.Shared.Next(5, 15), cancellationToken);
        if (card == DeclinedCard)
            throw new CardDeclined { Reason = "insufficient funds" };
        return new Receipt { Id = Interlocked.Increment(ref _lastReceipt), Amount = amount };
    }

    public Task<long> TakingsAsync(string day, CancellationToken cancellationToken) =>
        throw new InvalidOperationException($"The database of {day} is down.");
}
