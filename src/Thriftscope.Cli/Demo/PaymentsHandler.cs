namespace Thriftscope.Cli.Demo;

/// <summary>The bank: takes its time, declines some cards, and has a report that always fails.</summary>
internal sealed class PaymentsHandler(ThriftModule module, ClientPool inventory)
{
    public const string DeclinedCard = "4000-declined";

    private long _lastReceipt;

    public async Task<Receipt> Charge(string card, List<Item> items, CancellationToken cancellationToken)
    {
        long amount = await inventory.Next().CallAsync<long>("quote", items, cancellationToken);
        await Task.Delay(Random.Shared.Next(5, 15), cancellationToken);
        if (card == DeclinedCard)
            throw new ThriftDeclaredException(module.NewStruct("CardDeclined", new { Reason = "insufficient funds" }));
        return new Receipt(Interlocked.Increment(ref _lastReceipt), amount);
    }

    public long Takings(string day) => throw new InvalidOperationException($"The database of {day} is down.");
}
