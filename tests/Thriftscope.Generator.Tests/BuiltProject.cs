using Microsoft.CodeAnalysis;

namespace Thriftscope.Generator.Tests;

/// <summary>What has become of a project.</summary>
internal sealed class BuiltProject(GeneratorRunResult generated, Compilation compilation)
{
    /// <summary>What the generator has found wrong.</summary>
    public IReadOnlyList<Diagnostic> Problems { get; } = generated.Exception is null ? generated.Diagnostics : throw generated.Exception;

    /// <summary>The problems, each as <c>file(line,column): severity CODE</c>.</summary>
    public string[] Places => [.. Problems.Select(p => $"{Path.GetFileName(p.Location.GetLineSpan().Path)}({p.Location.GetLineSpan().StartLinePosition.Line + 1},{p.Location.GetLineSpan().StartLinePosition.Character + 1}): {p.Severity.ToString().ToLowerInvariant()} {p.Id}")];

    /// <summary>The generated files by their names.</summary>
    public IReadOnlyDictionary<string, string> Sources { get; } = generated.GeneratedSources.ToDictionary(s => s.HintName, s => s.SourceText.ToString());

    /// <summary>The errors and warnings of the compiler, each with the line that it is about.</summary>
    public string[] CompilerProblems
    {
        get
        {
            using MemoryStream assembly = new();
            using MemoryStream documentation = new();
            return [.. compilation.Emit(assembly, xmlDocumentationStream: documentation).Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning).Select(Show)];
        }
    }

    /// <summary>The whole generated code.</summary>
    public string Code => string.Join('\n', Sources.Values);

    private static string Show(Diagnostic problem)
    {
        int line = problem.Location.GetLineSpan().StartLinePosition.Line;
        string text = problem.Location.SourceTree is { } tree ? tree.GetText().Lines[line].ToString().Trim() : "";
        return $"{problem} in: {text}";
    }
}
