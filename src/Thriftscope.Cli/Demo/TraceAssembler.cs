using System.Diagnostics;

namespace Thriftscope.Cli.Demo;

/// <summary>
/// Puts spans together to traces. A trace counts as whole when its root has ended and nothing has come for a moment: the server
/// of a oneway call ends after its caller.
/// </summary>
internal sealed class TraceAssembler
{
    // A bound, should spans come faster than they are looked at.
    private const int MaxOpen = 20_000;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<ActivityTraceId, OpenTrace> _open = [];

    public long Spans { get; private set; }

    public long Traces { get; private set; }

    /// <summary>How many spans the longest way from a root to a leaf has.</summary>
    public int MaxDepth { get; private set; }

    /// <summary>The latest trace that was slow or failed.</summary>
    public TraceTree? LatestNotable { get; private set; }

    public void Add(Activity span)
    {
        Spans++;
        if (!_open.TryGetValue(span.TraceId, out OpenTrace? trace))
        {
            if (_open.Count >= MaxOpen)
                FinishAll();
            _open.Add(span.TraceId, trace = new OpenTrace());
            Traces++;
        }

        trace.Add(span);
    }

    /// <summary>Evaluates the traces that are whole.</summary>
    public void FinishQuiet() => Finish(t => t.HasRoot && Stopwatch.GetElapsedTime(t.LastSpan) > Quiet);

    /// <summary>Evaluates all traces.</summary>
    public void FinishAll() => Finish(_ => true);

    private void Finish(Func<OpenTrace, bool> ready)
    {
        foreach ((ActivityTraceId id, OpenTrace trace) in _open)
        {
            if (!ready(trace))
                continue;
            // A dictionary may lose entries while it is enumerated.
            _ = _open.Remove(id);
            TraceTree tree = TraceTree.Build(trace.Spans);
            MaxDepth = Math.Max(MaxDepth, tree.Depth);
            if (tree.Failed || tree.Duration >= Slow)
                LatestNotable = tree;
        }
    }

    private sealed class OpenTrace
    {
        public List<Activity> Spans { get; } = [];

        public bool HasRoot { get; private set; }

        public long LastSpan { get; private set; }

        public void Add(Activity span)
        {
            Spans.Add(span);
            HasRoot |= span.ParentSpanId == default;
            LastSpan = Stopwatch.GetTimestamp();
        }
    }
}
