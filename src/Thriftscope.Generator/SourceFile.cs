using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Thriftscope.Idl;

namespace Thriftscope.Generator;

/// <summary>A <c>.thrift</c> file of the project.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Text">What it says.</param>
/// <param name="Includes">What it includes, as it writes it.</param>
/// <param name="IsGenerated">Whether C# is made of it; else it is there for others that include it, and another project makes its C#.</param>
/// <param name="Namespace">The C# namespace that the project gives it; empty for what the file says.</param>
internal sealed record SourceFile(string Path, string Text, EquatableArray<string> Includes, bool IsGenerated, string Namespace)
{
    public static SourceFile Of(AdditionalText file, AnalyzerConfigOptions options, CancellationToken stop)
    {
        string text = file.GetText(stop)?.ToString() ?? "";
        _ = options.TryGetValue("build_metadata.AdditionalFiles.ThriftNamespace", out string? space);
        _ = options.TryGetValue("build_metadata.AdditionalFiles.ThriftGenerate", out string? generate);
        string path = System.IO.Path.GetFullPath(file.Path);
        bool isGenerated = !string.Equals(generate, "false", StringComparison.OrdinalIgnoreCase);
        return new SourceFile(path, text, new(IdlCompiler.IncludesOf(text)), isGenerated, space ?? "");
    }
}
