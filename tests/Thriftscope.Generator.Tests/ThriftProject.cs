using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Thriftscope.Generator.Tests;

/// <summary>A project of a user, in memory: <c>.thrift</c> files, C# and the compiler's options.</summary>
internal sealed class ThriftProject(params ThriftText[] files)
{
    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(IsOfUsers).Select(p => MetadataReference.CreateFromFile(p))];

    /// <summary>A project with one file.</summary>
    public ThriftProject(string text)
        : this(new ThriftText("/shop/shop.thrift", text))
    {
    }

    /// <summary>The user's own C#.</summary>
    public string Code { get; init; } = "";

    public LanguageVersion Language { get; init; } = LanguageVersion.CSharp14;

    public CSharpCompilationOptions Options { get; init; } =
        new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999);

    private CSharpParseOptions ParseOptions => new(Language, DocumentationMode.Diagnose);

    /// <summary>Generates and compiles.</summary>
    public BuiltProject Build()
    {
        GeneratorDriver driver = NewDriver().RunGeneratorsAndUpdateCompilation(NewCompilation(), out Compilation compilation, out _, TestContext.Current.CancellationToken);
        return new BuiltProject(driver.GetRunResult().Results.Single(), compilation);
    }

    /// <summary>Generates and compiles what has to be without errors and warnings, those of the IDL aside.</summary>
    public BuiltProject ShouldBuild()
    {
        BuiltProject built = Build();
        built.Problems.Where(p => p.Severity == DiagnosticSeverity.Error).ShouldBeEmpty();
        built.CompilerProblems.ShouldBeEmpty(built.CompilerProblems.FirstOrDefault());
        return built;
    }

    /// <summary>The generator with the project's files, which says what it did in each of its steps.</summary>
    public GeneratorDriver NewDriver() => CSharpGeneratorDriver.Create(
        [new ThriftGenerator().AsSourceGenerator()],
        files,
        ParseOptions,
        new ThriftOptions(),
        new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>The project before anything is generated.</summary>
    public CSharpCompilation NewCompilation() =>
        CSharpCompilation.Create("Shop", [CSharpSyntaxTree.ParseText(Code, ParseOptions, "Program.cs")], References, Options);

    // Not what only the tests reference.
    private static bool IsOfUsers(string path) => Path.GetFileName(path) is var name
        && (name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) || name is "Thriftscope.dll" or "Thriftscope.Idl.dll" or "Thriftscope.Telemetry.dll");

    private sealed class ThriftOptions : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new ThriftText("", "").Options;

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => ((ThriftText)textFile).Options;
    }
}
