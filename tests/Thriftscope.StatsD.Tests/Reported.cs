using System.Diagnostics.Metrics;

namespace Thriftscope.StatsD.Tests;

/// <summary>A meter of the test's own, and a reporter that sends its measurements to a receiver when it is asked to.</summary>
internal sealed class Reported : IDisposable
{
    private static int _count;

    public Reported(Action<StatsDOptions>? configure = null)
    {
        Meter = new Meter($"Test{Interlocked.Increment(ref _count)}");
        Reporter = StatsDReporter.Start(Receiver.Endpoint, o =>
        {
            o.FlushInterval = TimeSpan.FromHours(1);
            o.Meters.Clear();
            o.Meters.Add(Meter.Name);
            configure?.Invoke(o);
        });
    }

    public Receiver Receiver { get; } = Receiver.Udp();

    public Meter Meter { get; }

    public StatsDReporter Reporter { get; }

    /// <summary>Flushes, and answers as many lines as there must be by now.</summary>
    public Task<IReadOnlyList<string>> LinesAsync(int count)
    {
        Reporter.Flush(TimeSpan.FromSeconds(30)).ShouldBeTrue();
        return Receiver.LinesAsync(count);
    }

    public static KeyValuePair<string, object?> Tag(string key, object? value) => new(key, value);

    public void Dispose()
    {
        Reporter.Dispose();
        Receiver.Dispose();
        Meter.Dispose();
    }
}
