using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Thriftscope.Generator.Emitting;
using Thriftscope.Idl;

namespace Thriftscope.Generator;

/// <summary>Makes C# of the <c>.thrift</c> files among a project's additional files.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ThriftGenerator : IIncrementalGenerator
{
    /// <summary>The step that says which texts a document is made of: a document is generated again when it changes.</summary>
    internal const string InputStep = "ThriftInput";

    /// <summary>The step that compiles a document and writes its C#.</summary>
    internal const string OutputStep = "ThriftOutput";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<ImmutableArray<SourceFile>> files = context.AdditionalTextsProvider
            .Where(static text => text.Path.EndsWith(".thrift", StringComparison.OrdinalIgnoreCase))
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (pair, stop) => SourceFile.Of(pair.Left, pair.Right.GetOptions(pair.Left), stop))
            .Collect();
        IncrementalValuesProvider<DocumentInput> documents = files
            .SelectMany(static (all, stop) => DocumentInput.Of(all, stop))
            .WithTrackingName(InputStep);
        IncrementalValuesProvider<DocumentOutput> outputs = documents
            .Select(static (input, stop) => DocumentOutput.Of(input, stop))
            .WithTrackingName(OutputStep);
        context.RegisterSourceOutput(outputs, static (production, output) =>
        {
            foreach (IdlProblem problem in output.Problems)
                production.ReportDiagnostic(problem.ToDiagnostic());
            if (output.Code is not null)
                production.AddSource(output.HintName, SourceText.From(output.Code, Encoding.UTF8));
        });
    }
}
