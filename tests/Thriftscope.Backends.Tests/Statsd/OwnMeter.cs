using System.Diagnostics.Metrics;
using Thriftscope.StatsD;

namespace Thriftscope.Backends.Tests.Statsd;

/// <summary>A meter of one test's own, and what reports it.</summary>
internal sealed class OwnMeter : IDisposable
{
    private static int _count;

    public Meter Meter { get; } = new($"Own{Interlocked.Increment(ref _count)}");

    public StatsDReporter Report(string endpoint, Action<StatsDOptions>? configure = null) => StatsDReporter.Start(endpoint, o =>
    {
        o.FlushInterval = TimeSpan.FromMilliseconds(20);
        o.Meters.Clear();
        o.Meters.Add(Meter.Name);
        configure?.Invoke(o);
    });

    public static KeyValuePair<string, object?> Tag(string key, object? value) => new(key, value);

    public void Dispose() => Meter.Dispose();
}
