using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Thriftscope.Generator.Naming;
using Thriftscope.Idl;

namespace Thriftscope.Generator;

/// <summary>A <c>.thrift</c> file of the project.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Text">What it says.</param>
/// <param name="Includes">What it includes, as it writes it.</param>
/// <param name="KnownNames">Of the names that it defines, those that types of .NET or of Thriftscope have too.</param>
/// <param name="Settings">What the project says of it.</param>
internal sealed record SourceFile(string Path, string Text, EquatableArray<string> Includes, EquatableArray<string> KnownNames, DocumentSettings Settings)
{
    public static SourceFile Of(AdditionalText file, AnalyzerConfigOptions options, CancellationToken stop)
    {
        string text = file.GetText(stop)?.ToString() ?? "";
        IdlOutline outline = IdlCompiler.OutlineOf(text);
        DocumentSettings settings = new(
            !Setting(options, "ThriftGenerate").Equals("false", StringComparison.OrdinalIgnoreCase),
            Setting(options, "ThriftNamespace"),
            Setting(options, "ThriftUnknownFields").Equals("keep", StringComparison.OrdinalIgnoreCase));
        return new SourceFile(System.IO.Path.GetFullPath(file.Path), text, new(outline.Includes), new(outline.Names.Where(KnownTypes.Has)), settings);
    }

    private static string Setting(AnalyzerConfigOptions options, string name) =>
        options.TryGetValue($"build_metadata.AdditionalFiles.{name}", out string? value) ? value : "";
}
