namespace Thriftscope.Idl.Diagnostics;

/// <summary>Collects diagnostics. Errors and warnings are bounded apart, so that many warnings never hide an error.</summary>
internal sealed class DiagnosticBag
{
    private readonly List<IdlDiagnostic> _diagnostics = [];
    private int _errors;
    private int _warnings;

    /// <summary>Whether a further error would not be shown, so that looking for one is in vain.</summary>
    public bool IsFull => _errors > Limits.Diagnostics;

    public void Add(DiagnosticRule rule, SourceLocation location, params object[] arguments)
    {
        IdlDiagnostic diagnostic = rule.At(location, arguments);
        int count = diagnostic.Severity == IdlSeverity.Error ? ++_errors : ++_warnings;
        if (count <= Limits.Diagnostics)
        {
            _diagnostics.Add(diagnostic);
        }
        else if (count == Limits.Diagnostics + 1)
        {
            DiagnosticRule last = diagnostic.Severity == IdlSeverity.Error ? Rules.TooManyErrors : Rules.TooManyWarnings;
            _diagnostics.Add(last.At(location, Limits.Diagnostics));
        }
    }

    /// <inheritdoc cref="Suggestion.For"/>
    public string Suggest(string name, IEnumerable<string> candidates) => IsFull ? "" : Suggestion.For(name, candidates);

    /// <summary>The diagnostics, in the order in which they were found.</summary>
    public IReadOnlyList<IdlDiagnostic> All => _diagnostics;

    /// <summary>Diagnostics file by file in the given order, and within a file in the order of the text.</summary>
    public static IReadOnlyList<IdlDiagnostic> InOrder(IEnumerable<IdlDiagnostic> diagnostics, IEnumerable<string> files)
    {
        List<string> order = [.. files];
        return [.. diagnostics.OrderBy(d => order.IndexOf(d.Location.File)).ThenBy(d => d.Location.Position)];
    }
}
