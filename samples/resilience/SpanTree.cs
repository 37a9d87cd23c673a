using System.Collections.Concurrent;
using System.Diagnostics;
using Thriftscope.Telemetry;

/// <summary>Keeps the spans of the program, and prints them below each other.</summary>
public sealed class SpanTree : IDisposable
{
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ActivityListener _listener;

    public SpanTree()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is ThriftInstrumentation.ActivitySourceName or "Resilience",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Print(TextWriter output)
    {
        foreach (Activity root in _spans.Where(s => s.ParentSpanId == default).OrderBy(s => s.StartTimeUtc))
            Print(output, root, "");
    }

    public void Dispose() => _listener.Dispose();

    private void Print(TextWriter output, Activity span, string indentation)
    {
        object? failure = span.GetTagItem("error.type");
        output.WriteLine($"{indentation}{span.Kind} {span.DisplayName}{(failure is null ? "" : $" {failure}")}");
        foreach (Activity child in _spans.Where(s => s.ParentSpanId == span.SpanId).OrderBy(s => s.StartTimeUtc))
            Print(output, child, indentation + "  ");
    }
}
