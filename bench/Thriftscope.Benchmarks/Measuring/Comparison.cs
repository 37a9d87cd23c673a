using Thriftscope.Benchmarks.Reporting;

namespace Thriftscope.Benchmarks.Measuring;

/// <summary>One operation done in two ways. Both run to their end on the thread that calls them.</summary>
/// <param name="Name">What is done.</param>
/// <param name="Peer">Who does it beside us.</param>
/// <param name="Ours">Thriftscope's way.</param>
/// <param name="Theirs">The peer's way.</param>
public sealed record Comparison(string Name, string Peer, Action Ours, Action Theirs)
{
    /// <summary>Waits for what operations have left to other threads, so that the next measurement does not pay for it.</summary>
    public Action Settle { get; init; } = static () => { };

    /// <summary>Ends what the operations have started in the background.</summary>
    public Action Stop { get; init; } = static () => { };

    /// <summary>Whether a result is of this comparison.</summary>
    internal bool Gave(BenchResult result) => result.Name == Name && result.Peer == Peer;

    /// <summary>BenchmarkDotNet shows a parameter by this: it is another for each comparison.</summary>
    public override string ToString() => $"{Name} / {Peer}";
}
