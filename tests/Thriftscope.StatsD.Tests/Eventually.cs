using System.Diagnostics;

namespace Thriftscope.StatsD.Tests;

internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Waits until a condition holds.</summary>
    public static async Task HoldsAsync(Func<bool> condition, Func<string> what)
    {
        long started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
                throw new TimeoutException($"Waited in vain for {what()}.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
