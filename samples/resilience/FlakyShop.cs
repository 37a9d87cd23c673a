using Thriftscope;

/// <summary>A handler that fails on purpose.</summary>
public sealed class FlakyShop
{
    private readonly TaskCompletionSource _askedAgain = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _prices;
    private int _stocks;
    private int _orders;

    /// <summary>How often an order has been run.</summary>
    public int Orders => Volatile.Read(ref _orders);

    /// <summary>Works the third time.</summary>
    public int Price(string item) => Interlocked.Increment(ref _prices) % 3 == 0 ? 42 : throw Broken();

    /// <summary>Does not answer the first time until it is asked again.</summary>
    public async Task<int> Stock(string item)
    {
        if (Interlocked.Increment(ref _stocks) == 1)
            await _askedAgain.Task;
        _askedAgain.TrySetResult();
        return 7;
    }

    /// <summary>Never works.</summary>
    public int Rating(string item) => throw Broken();

    /// <summary>Runs, and then fails.</summary>
    public void Order(string item)
    {
        Interlocked.Increment(ref _orders);
        throw Broken();
    }

    private static ThriftApplicationException Broken() => new(ThriftApplicationError.InternalError, "out of order");
}
