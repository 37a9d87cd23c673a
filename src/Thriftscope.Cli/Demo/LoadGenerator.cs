using System.Diagnostics;
using System.Globalization;

namespace Thriftscope.Cli.Demo;

/// <summary>The customers: calls at a steady rate, whether or not those before have been answered.</summary>
internal sealed class LoadGenerator(ClientPool<GatewayClient> gateway, double rate, long maxCalls)
{
    // So many calls may be unanswered. A shop that is that far behind gets no more until it has caught up.
    private const int MaxUnanswered = 1000;

    private readonly List<Task> _unanswered = [];
    private long _calls;
    private long _failures;
    private long _lost;

    /// <summary>What the customers have counted themselves, without any telemetry.</summary>
    public CustomerCounts Counts => new(Interlocked.Read(ref _calls), Interlocked.Read(ref _failures), Interlocked.Read(ref _lost));

    /// <summary>Makes calls until all have been made or it is told to stop, and ends when they have been answered.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(10));
        long started = Stopwatch.GetTimestamp();
        double made = 0;
        try
        {
            while (_calls < maxCalls && await timer.WaitForNextTickAsync(cancellationToken))
            {
                _unanswered.RemoveAll(t => t.IsCompleted);
                double due = Stopwatch.GetElapsedTime(started).TotalSeconds * rate;
                for (; made < due && _unanswered.Count < MaxUnanswered && _calls < maxCalls; made++)
                    _unanswered.Add(CallAsync());
                // What could not be made in time is not made later in one burst.
                made = Math.Max(made, due - 1);
            }
        }
        catch (OperationCanceledException)
        {
            // The end was asked for.
        }

        await Task.WhenAll(_unanswered);
    }

    private async Task CallAsync()
    {
        _ = Interlocked.Increment(ref _calls);
        try
        {
            await CallOneAsync(gateway.Next());
        }
        catch (ThriftException e)
        {
            _ = Interlocked.Increment(ref _failures);
            if (e is ThriftTransportException)
                _ = Interlocked.Increment(ref _lost);
            // Failed calls are part of the show: they are seen in the telemetry.
        }
    }

    private static Task CallOneAsync(GatewayClient client)
    {
        Product product = Products.All[Random.Shared.Next(Products.All.Count)];
        return Random.Shared.Next(100) switch
        {
            < 45 => client.BrowseAsync(product.Title.Split(' ')[0].ToLowerInvariant()),
            < 80 => client.PlaceOrderAsync(Basket(product), Random.Shared.Next(20) == 0 ? PaymentsHandler.DeclinedCard : "4111-1111"),
            < 97 => client.ViewedAsync(product.Sku),
            _ => client.TakingsAsync(DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        };
    }

    private static Item[] Basket(Product product) => [new() { Sku = product.Sku, Quantity = Random.Shared.Next(1, 4) }, new() { Sku = "fd-2", Quantity = 1 }];
}

/// <summary>What the customers have counted.</summary>
/// <param name="Calls">The calls that they have made.</param>
/// <param name="Failures">Those that ended with an exception.</param>
/// <param name="Lost">Those of them that got no answer.</param>
internal sealed record CustomerCounts(long Calls, long Failures, long Lost);
