using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Tests.Support;

/// <summary>
/// An instrumentor with a source and a meter of its own, so that no test hears another, and what it leaves behind.
/// </summary>
internal sealed class Recording : IDisposable
{
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ActivityListener? _listener;
    private readonly Measurements? _measurements;

    public Recording(
        ThriftInstrumentationOptions? options = null,
        ILoggerFactory? loggers = null,
        SampleActivity<ActivityContext>? sample = null,
        bool spans = true,
        bool metrics = true)
    {
        Name = $"test.{Guid.NewGuid():N}";
        Instrumentor = new ThriftInstrumentor(options ?? new ThriftInstrumentationOptions(), loggers, Name);
        if (metrics)
            _measurements = new Measurements(Name);
        if (spans)
            _listener = Listen(Name, sample, _spans.Enqueue);
    }

    public string Name { get; }

    public ThriftInstrumentor Instrumentor { get; }

    public Measurements Metrics => _measurements ?? throw new InvalidOperationException("Metrics are not recorded here.");

    /// <summary>The spans that have ended, in that order.</summary>
    public IReadOnlyList<Activity> Spans => [.. _spans];

    public static ActivityListener Listen(string source, SampleActivity<ActivityContext>? sample, Action<Activity> ended)
    {
        ActivityListener listener = new()
        {
            ShouldListenTo = s => s.Name == source,
            Sample = sample ?? ((ref _) => ActivitySamplingResult.AllDataAndRecorded),
            ActivityStopped = ended,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    public Task<Activity> ClientSpanAsync(string name) => SpanAsync(ActivityKind.Client, name);

    // A server's span ends after its reply has been sent, so the client may see the reply first.
    public Task<Activity> ServerSpanAsync(string name) => SpanAsync(ActivityKind.Server, name);

    /// <summary>The two spans of the only call of a method.</summary>
    public async Task<(Activity Client, Activity Server)> SpansOfAsync(string name) =>
        (await ClientSpanAsync(name), await ServerSpanAsync(name));

    /// <summary>Waits for a number of ended spans of one kind.</summary>
    public async Task<IReadOnlyList<Activity>> SpansAsync(ActivityKind kind, int count)
    {
        await InTimeExtensions.UntilAsync(() => Spans.Count(s => s.Kind == kind) >= count, () => $"{count} {kind} spans; there are {Text()}");
        Activity[] spans = [.. Spans.Where(s => s.Kind == kind)];
        spans.Length.ShouldBe(count, Text());
        return spans;
    }

    public void Dispose()
    {
        _listener?.Dispose();
        _measurements?.Dispose();
        Instrumentor.Dispose();
    }

    private async Task<Activity> SpanAsync(ActivityKind kind, string name)
    {
        bool Wanted(Activity span) => span.Kind == kind && span.DisplayName == name;
        await InTimeExtensions.UntilAsync(() => Spans.Any(Wanted), () => $"the {kind} span {name}; there are {Text()}");
        return Spans.Where(Wanted).ShouldHaveSingleItem(Text());
    }

    private string Text() => string.Join(", ", Spans.Select(s => $"{s.Kind} {s.DisplayName}"));
}

/// <summary>Looks into what was recorded.</summary>
internal static class RecordingExtensions
{
    public static object? Tag(this Activity span, string name) => span.GetTagItem(name);

    /// <summary>The seconds of each phase.</summary>
    public static Dictionary<string, double> Phases(this Activity span)
    {
        const string Prefix = "thrift.phase.";
        return span.TagObjects.Where(t => t.Key.StartsWith(Prefix, StringComparison.Ordinal)).ToDictionary(t => t.Key[Prefix.Length..], t => (double)t.Value!);
    }
}
