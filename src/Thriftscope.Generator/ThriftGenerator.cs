using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Thriftscope.Generator;

/// <summary>Makes C# of the <c>.thrift</c> files among a project's additional files.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ThriftGenerator : IIncrementalGenerator
{
    /// <summary>The step that says which texts a document is made of: a document is generated again when it changes.</summary>
    internal const string InputStep = "ThriftInput";

    /// <summary>The step that compiles a document and writes its C#.</summary>
    internal const string OutputStep = "ThriftOutput";

    // The compiler that the generator asks for has no name for it.
    private const LanguageVersion CSharp14 = (LanguageVersion)1400;

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<SourceFile> files = context.AdditionalTextsProvider
            .Where(static text => text.Path.EndsWith(".thrift", StringComparison.OrdinalIgnoreCase))
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (pair, stop) => SourceFile.Of(pair.Left, pair.Right.GetOptions(pair.Left), stop));
        IncrementalValueProvider<SourceProject> project = files.Collect().Select(static (all, stop) => new SourceProject(all, stop));
        IncrementalValuesProvider<DocumentOutput> documents = files
            .Combine(project)
            .Where(static pair => pair.Right.Generates(pair.Left))
            .Select(static (pair, _) => pair.Right.InputOf(pair.Left))
            .WithTrackingName(InputStep)
            .Select(static (input, stop) => DocumentOutput.Of(input, stop))
            .WithTrackingName(OutputStep);

        IncrementalValueProvider<LanguageVersion> language = context.ParseOptionsProvider.Select(static (options, _) => ((CSharpParseOptions)options).LanguageVersion);
        context.RegisterSourceOutput(documents.Combine(language), static (production, pair) => Add(production, pair.Left, pair.Right));
        context.RegisterSourceOutput(documents.Collect().Combine(language), static (production, pair) => CheckAll(production, pair.Left, pair.Right));
    }

    private static void Add(SourceProductionContext production, DocumentOutput document, LanguageVersion language)
    {
        foreach (IdlProblem problem in document.Problems)
            production.ReportDiagnostic(problem.ToDiagnostic());
        if (document.Code is not null && language >= CSharp14)
            production.AddSource(document.HintName, SourceText.From(document.Code, Encoding.UTF8));
    }

    private static void CheckAll(SourceProductionContext production, ImmutableArray<DocumentOutput> documents, LanguageVersion language)
    {
        if (documents.Length > 0 && language < CSharp14)
            production.ReportDiagnostic(CSharpProblems.OldLanguage(language).ToDiagnostic());
        foreach (IdlProblem clash in DefinedType.ClashesOf(documents))
            production.ReportDiagnostic(clash.ToDiagnostic());
    }
}
