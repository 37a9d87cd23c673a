using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Thriftscope.Telemetry;

namespace Thriftscope.OpenTelemetry;

/// <summary>The SDK's providers, which end together and in time.</summary>
internal sealed class Providers
{
    public ILoggerFactory? Logging { get; set; }

    public TracerProvider? Tracing { get; set; }

    public MeterProvider? Metrics { get; set; }

    /// <summary>The metrics' reporters to StatsD.</summary>
    public StatsDReporters StatsD { get; } = new();

    /// <summary>
    /// Sends what is waiting, and stops. Each provider alone would wait for a back end that does not answer, one after the other;
    /// here they have one limit, after which what is unsent is given up.
    /// </summary>
    public void Stop(TimeSpan limit)
    {
        long started = Stopwatch.GetTimestamp();
        TimeSpan Left(TimeSpan whole) => whole - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } left ? left : TimeSpan.Zero;
        int MillisecondsLeft() => (int)Left(limit).TotalMilliseconds;

        Thread spans = Begin(() =>
        {
            _ = Tracing?.Shutdown(MillisecondsLeft());
            Tracing?.Dispose();
        });
        Thread logs = Begin(() => Logging?.Dispose());

        // Metrics go last, unless that takes too long: they tell how many spans and logs were lost.
        _ = spans.Join(Left(limit / 2));
        _ = logs.Join(Left(limit / 2));
        Thread metrics = Begin(() =>
        {
            _ = Metrics?.Shutdown(MillisecondsLeft());
            Metrics?.Dispose();
        });
        // Beside the other exporters of metrics: their provider ends its reporters last, when a stalled collector has used up the time.
        Thread[] reporters = [.. StatsD.All.Select(reporter => Begin(() => _ = reporter.Flush(Left(limit))))];
        foreach (Thread thread in (Thread[])[spans, logs, metrics, .. reporters])
            _ = thread.Join(Left(limit));
    }

    /// <summary>A thread that the end of the program does not wait for.</summary>
    private static Thread Begin(Action action)
    {
        Thread thread = new(() =>
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                ThriftscopeEventSource.Log.CallbackFailed(nameof(Stop), e);
            }
        })
        {
            IsBackground = true,
            Name = "Thriftscope telemetry ends",
        };
        thread.Start();
        return thread;
    }
}
