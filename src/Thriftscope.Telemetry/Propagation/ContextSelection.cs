using System.Diagnostics;

namespace Thriftscope.Telemetry;

/// <summary>What becomes of the contexts of one request: which is the parent, and which are links.</summary>
internal sealed class ContextSelection
{
    private Candidate? _first;
    private List<ActivityLink>? _links;
    private Candidate? _chosen;
    private int _rankOfBaggage = int.MaxValue;

    private ContextSelection()
    {
    }

    /// <summary>The parent; none where no context could be it.</summary>
    public ActivityContext Parent => _chosen?.Context ?? default;

    public IEnumerable<ActivityLink>? Links => _links;

    /// <summary>The parent's baggage.</summary>
    public IEnumerable<KeyValuePair<string, string?>>? Baggage { get; private set; }

    /// <summary>Chooses among the contexts of a request, and counts what becomes of them.</summary>
    /// <param name="contexts">What came.</param>
    /// <param name="options">What may become of it.</param>
    /// <param name="instruments">Where that is counted.</param>
    /// <param name="enclosing">The span that is the parent in any case, as a web server's is.</param>
    public static ContextSelection Among(InboundContexts contexts, ThriftContextOptions options, CallInstruments instruments, ActivityContext enclosing = default)
    {
        ContextSelection selection = new();
        for (int i = 0; i < contexts.Contexts.Count; i++)
            selection.Consider(contexts.Contexts[i].Dialect, contexts.Contexts[i].Carrier, options, instruments);
        foreach ((ThriftContextDialect dialect, string reason) in contexts.Dropped)
            CountDropped(instruments, dialect, reason);
        selection.Choose(instruments, enclosing);
        return selection;
    }

    private static void CountDropped(CallInstruments instruments, ThriftContextDialect dialect, string reason) =>
        Guard.Add(instruments.Dropped, new(SemanticConventions.ThriftDialect, dialect.Name), new(SemanticConventions.ThriftReason, reason));

    private void Consider(ThriftContextDialect dialect, ContextCarrier carrier, ThriftContextOptions options, CallInstruments instruments)
    {
        int rank = RankOf(dialect, options);
        if (rank < 0)
            return;
        ThriftContextRole role = (ThriftContextRole)Math.Min((int)options.Read[rank].Role, (int)options.Inbound);
        if (role == ThriftContextRole.Ignore)
            return;
        ContextLimit.Fit(carrier, options, dialect.Name, instruments.Dropped);
        if (carrier.Count == 0)
            return;
        ActivityContext context = ContextPropagator.Current.Extract(carrier, out IEnumerable<KeyValuePair<string, string?>>? baggage);
        bool isForeign = false;
        if (context == default && ContextPropagator.Current.HasFields)
        {
            context = ContextFormats.ReadW3C(carrier);
            if (context == default)
            {
                context = ContextFormats.ReadOthers(carrier);
                isForeign = true;
            }
        }

        if (context == default)
        {
            // Baggage alone is used, if no parent is found: that of the dialect that is trusted most.
            bool isUsed = baggage is not null && role == ThriftContextRole.Parent;
            if (isUsed && rank < _rankOfBaggage)
                (Baggage, _rankOfBaggage) = (baggage, rank);
            else if (!isUsed && ContextPropagator.Current.HasFields)
                CountDropped(instruments, dialect, "invalid");
            return;
        }

        if (isForeign)
            rank = Math.Max(rank, RankOf(ThriftContextDialects.OpenTracing, options));
        // Of equal ranks, what has the form of its dialect counts first.
        Insert(new Candidate(dialect, role, (2 * rank) + (isForeign ? 1 : 0), context, baggage));
    }

    private static int RankOf(ThriftContextDialect dialect, ThriftContextOptions options)
    {
        for (int i = 0; i < options.Read.Count; i++)
        {
            if (options.Read[i].Dialect == dialect)
                return i;
        }

        return -1;
    }

    // Before those of a higher rank, behind those of the same.
    private void Insert(Candidate candidate)
    {
        ref Candidate? place = ref _first;
        while (place is not null && place.Rank <= candidate.Rank)
            place = ref place.Next;
        candidate.Next = place;
        place = candidate;
    }

    private Candidate? FirstParent()
    {
        Candidate? candidate = _first;
        while (candidate is not null && candidate.Role != ThriftContextRole.Parent)
            candidate = candidate.Next;
        return candidate;
    }

    private void Choose(CallInstruments instruments, ActivityContext enclosing)
    {
        if (enclosing == default && FirstParent() is { } chosen)
        {
            _chosen = chosen;
            Baggage = chosen.Baggage;
            Guard.Add(instruments.Extracted, new KeyValuePair<string, object?>(SemanticConventions.ThriftDialect, chosen.Dialect.Name));
        }

        ActivityContext parent = _chosen?.Context ?? enclosing;
        for (Candidate? other = _first; other is not null; other = other.Next)
        {
            if (other == _chosen || (other.Context.TraceId == parent.TraceId && other.Context.SpanId == parent.SpanId))
                continue;
            // A peer that writes several dialects may name another span of the same trace: there is nothing to tell of.
            bool isConflict = parent != default && other.Context.TraceId != parent.TraceId;
            if (other.Role == ThriftContextRole.Parent && !isConflict)
                continue;
            if (isConflict)
                Guard.Add(instruments.Conflicted, new KeyValuePair<string, object?>(SemanticConventions.ThriftDialect, other.Dialect.Name));
            if (_links?.Exists(l => l.Context.TraceId == other.Context.TraceId && l.Context.SpanId == other.Context.SpanId) != true)
                (_links ??= []).Add(new ActivityLink(other.Context, new ActivityTagsCollection { [SemanticConventions.ThriftDialect] = other.Dialect.Name }));
        }
    }

    private sealed record Candidate(
        ThriftContextDialect Dialect, ThriftContextRole Role, int Rank, ActivityContext Context, IEnumerable<KeyValuePair<string, string?>>? Baggage)
    {
        // There is seldom more than one, which then needs no list.
        public Candidate? Next;
    }
}
