using Thriftscope.Generator.Naming;
using Thriftscope.Idl;

namespace Thriftscope.Generator.Emitting;

/// <summary>XML docs and attributes of what the IDL defines.</summary>
internal static class Documentation
{
    /// <param name="code">Where they go.</param>
    /// <param name="documentation">The doc comment.</param>
    /// <param name="otherwise">What is said when there is none.</param>
    /// <param name="annotations">Of these <c>deprecated</c> becomes an attribute.</param>
    /// <param name="names">The names of C#.</param>
    public static void Write(CodeWriter code, string? documentation, string otherwise, IReadOnlyList<IdlAnnotation> annotations, CSharpNames names)
    {
        Summary(code, documentation ?? otherwise);
        Attributes(code, annotations, names);
    }

    public static void Summary(CodeWriter code, string documentation)
    {
        string[] lines = [.. documentation.Split('\n').Select(l => CSharpText.Comment(l.TrimEnd()))];
        if (lines.Length == 1)
        {
            code.Line($"/// <summary>{lines[0]}</summary>");
            return;
        }

        code.Line("/// <summary>");
        foreach (string line in lines)
            code.Line($"/// {line}".TrimEnd());
        code.Line("/// </summary>");
    }

    public static void Attributes(CodeWriter code, IReadOnlyList<IdlAnnotation> annotations, CSharpNames names)
    {
        if (annotations.FirstOrDefault(a => a.Name == "deprecated") is { Value: not "false" } deprecated)
            code.Line(deprecated.Value is "" or "1" or "true" ? $"[{names.Known["Obsolete"]}]" : $"[{names.Known["Obsolete"]}({CSharpText.Literal(deprecated.Value)})]");
    }

    /// <summary>A doc comment as the content of one XML element.</summary>
    public static string OneLine(string documentation) => CSharpText.Comment(string.Join(" ", documentation.Split('\n').Select(l => l.Trim())).Trim());
}
