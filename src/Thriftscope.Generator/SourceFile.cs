using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Thriftscope.Generator.Naming;
using Thriftscope.Idl;

namespace Thriftscope.Generator;

/// <summary>A <c>.thrift</c> file of the project.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Text">What it says.</param>
/// <param name="Namespace">The namespace of its C#.</param>
/// <param name="Includes">What it includes, as it writes it.</param>
/// <param name="KnownNames">Of the names that its C# defines, those that types of .NET or of Thriftscope may have too.</param>
/// <param name="Settings">What the project says of it.</param>
internal sealed record SourceFile(
    string Path, string Text, string Namespace, EquatableArray<string> Includes, EquatableArray<string> KnownNames, DocumentSettings Settings)
{
    public static SourceFile Of(AdditionalText file, AnalyzerConfigOptions options, CancellationToken stop)
    {
        string text = file.GetText(stop)?.ToString() ?? "";
        IdlOutline outline = IdlCompiler.OutlineOf(text);
        DocumentSettings settings = new(
            !Setting(options, "ThriftGenerate").Equals("false", StringComparison.OrdinalIgnoreCase),
            Setting(options, "ThriftNamespace"),
            Setting(options, "ThriftUnknownFields"));
        string space = settings.Namespace.Length > 0 ? settings.Namespace : NamespaceOf(outline) ?? CSharpText.Pascal(System.IO.Path.GetFileNameWithoutExtension(file.Path));
        IEnumerable<string> names = outline.Names.Concat(outline.Annotations.Where(DocumentNames.IsName).Select(a => a.Value)).SelectMany(DocumentNames.Possible);
        return new SourceFile(
            System.IO.Path.GetFullPath(file.Path), text, CSharpText.EscapeNamespace(space), new(outline.Includes), new(names.Concat(space.Split('.')).Where(KnownTypes.Has).Distinct()), settings);
    }

    /// <summary>The file's name without its folder.</summary>
    public string FileName => System.IO.Path.GetFileName(Path);

    private static string? NamespaceOf(IdlOutline outline) =>
        NamespaceFor(outline, "csharp") ?? NamespaceFor(outline, "netstd") ?? NamespaceFor(outline, "*");

    private static string? NamespaceFor(IdlOutline outline, string scope) => outline.Namespaces.LastOrDefault(n => n.Scope == scope)?.Name;

    private static string Setting(AnalyzerConfigOptions options, string name) =>
        options.TryGetValue($"build_metadata.AdditionalFiles.{name}", out string? value) ? value : "";
}
