using System.Diagnostics;

namespace Thriftscope.Backends.Tests;

internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Asks again and again until the answer will do.</summary>
    public static async Task<T> BecomesAsync<T>(Func<Task<T>> ask, Func<T, bool> wanted, string what)
    {
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            T answer = await ask();
            if (wanted(answer))
                return answer;
            if (Stopwatch.GetElapsedTime(started) > Patience)
                throw new TimeoutException($"Waited in vain for {what}; the last answer was {answer}.");
            await Task.Delay(50);
        }
    }

    /// <summary>Waits until a condition holds.</summary>
    public static Task HoldsAsync(Func<bool> condition, string what) => BecomesAsync(() => Task.FromResult(condition()), held => held, what);
}
