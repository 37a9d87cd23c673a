using System.Diagnostics;

namespace Thriftscope.AspNetCore.Tests.Support;

/// <summary>Bounds for everything that a test waits for. They are long: only a broken test gets there.</summary>
internal static class InTimeExtensions
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    public static Task InTime(this Task task) => task.WaitAsync(Bound);

    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Bound);

    /// <summary>Waits for a condition that nothing tells of.</summary>
    public static Task Eventually(this Func<bool> condition, string what) => Eventually(() => Task.FromResult(condition()), what);

    /// <inheritdoc cref="Eventually(Func{bool}, string)"/>
    public static async Task Eventually(this Func<Task<bool>> condition, string what)
    {
        long started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(Bound, what);
            await Task.Delay(5);
        }
    }
}
