using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Thriftscope.Generator.Tests;

/// <summary>A <c>.thrift</c> file that exists in memory only, with what the project says of it.</summary>
internal sealed class ThriftText(string path, string text, params (string Name, string Value)[] metadata) : AdditionalText
{
    public override string Path => path;

    /// <summary>The metadata as the compiler's options, by the names that the package's targets give them.</summary>
    public AnalyzerConfigOptions Options { get; } = new Metadata(metadata.ToDictionary(m => $"build_metadata.AdditionalFiles.Thrift{m.Name}", m => m.Value));

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);

    private sealed class Metadata(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, out string value) => values.TryGetValue(key, out value!);
    }
}
