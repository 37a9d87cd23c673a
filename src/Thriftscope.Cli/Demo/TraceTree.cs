using System.Diagnostics;

namespace Thriftscope.Cli.Demo;

/// <summary>The spans of one trace, as a tree.</summary>
internal sealed class TraceTree
{
    private TraceTree(ActivityTraceId id, IReadOnlyList<SpanNode> roots)
    {
        Id = id;
        Roots = roots;
    }

    public ActivityTraceId Id { get; }

    public IReadOnlyList<SpanNode> Roots { get; }

    public int Depth => Roots.Max(r => r.Depth);

    public TimeSpan Duration => Roots.Max(r => r.Span.Duration);

    public bool Failed => Roots.Any(r => r.Failed);

    /// <param name="spans">At least one span, all of one trace.</param>
    public static TraceTree Build(IReadOnlyList<Activity> spans)
    {
        Dictionary<ActivitySpanId, SpanNode> nodes = spans.ToDictionary(s => s.SpanId, s => new SpanNode(s));
        List<SpanNode> roots = [];
        foreach (SpanNode node in nodes.Values.OrderBy(n => n.Span.StartTimeUtc))
        {
            if (nodes.TryGetValue(node.Span.ParentSpanId, out SpanNode? parent))
                parent.Children.Add(node);
            else
                roots.Add(node);
        }

        return new TraceTree(spans[0].TraceId, roots);
    }
}

/// <summary>A span and those below it.</summary>
internal sealed class SpanNode(Activity span)
{
    public Activity Span => span;

    public List<SpanNode> Children { get; } = [];

    public int Depth => 1 + (Children.Count == 0 ? 0 : Children.Max(c => c.Depth));

    public bool Failed => span.Status == ActivityStatusCode.Error || Children.Any(c => c.Failed);

    public string Kind => span.Kind.ToString().ToLowerInvariant();

    /// <summary>The kind of error, if there was one.</summary>
    public string? Error => span.GetTagItem("error.type") as string;

    /// <summary>The phases that took long enough to tell, in their order.</summary>
    public string Phases => string.Join(' ', SpanPhases.Of(span)
        .Where(p => p.Duration >= span.Duration * 0.05)
        .Select(p => $"{p.Name} {Durations.Format(p.Duration)}"));
}
