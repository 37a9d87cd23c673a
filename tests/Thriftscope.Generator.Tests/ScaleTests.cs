using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Thriftscope.Generator.Tests;

/// <summary>
/// Large projects: all of their structs get code, and the test's output tells how long it takes. With <c>THRIFTSCOPE_STRUCTS=5000</c> they have
/// as many.
/// </summary>
public sealed class ScaleTests(ITestOutputHelper output)
{
    private static readonly int Structs = int.Parse(Environment.GetEnvironmentVariable("THRIFTSCOPE_STRUCTS") ?? "500", CultureInfo.InvariantCulture);

    [Fact]
    public void One_file() => Generate([new ThriftText("/shop/all.thrift", Definitions(0, Structs))]);

    [Fact]
    public void Files_apart() => Generate([.. Files(Structs / 10, _ => "")]);

    [Fact]
    public void Files_that_include_one() =>
        Generate([.. Files(Structs / 10, _ => "include \"common.thrift\"\n"), new ThriftText("/shop/common.thrift", Definitions(Structs, Structs / 10))]);

    [Fact]
    public void Files_in_a_chain() => Generate([.. Files(Structs / 50, i => i == 0 ? "" : $"include \"file{i - 1}.thrift\"\n")]);

    private static IEnumerable<ThriftText> Files(int count, Func<int, string> includes) =>
        Enumerable.Range(0, count).Select(i => new ThriftText($"/shop/file{i}.thrift", includes(i) + Definitions(i * (Structs / count), Structs / count)));

    private static string Definitions(int first, int count) => string.Concat(Enumerable.Range(first, count).Select(i => $$"""
        /** The item {{i}}. */
        struct Item{{i}} {
          1: required i64 id,
          2: string name = "x",
          3: optional double price,
          4: list<string> tags,
          5: map<string, i32> counts,
          6: optional Item{{first + ((i - first) / 2)}} parent,
          7: bool is_new,
          8: binary data,
          9: set<i32> numbers,
          10: i32 more
        }

        """));

    private void Generate(ThriftText[] files)
    {
        CSharpCompilation compilation = new ThriftProject().NewCompilation();
        GeneratorDriver warm = new ThriftProject([new ThriftText("/shop/warm.thrift", Definitions(0, 200))]).NewDriver();
        _ = warm.RunGenerators(compilation, TestContext.Current.CancellationToken);
        GeneratorDriver driver = new ThriftProject(files).NewDriver();
        Time("all", () => driver = driver.RunGenerators(compilation, TestContext.Current.CancellationToken));
        ThriftText edited = files[0];
        driver = driver.ReplaceAdditionalText(edited, new ThriftText(edited.Path, edited.GetText(TestContext.Current.CancellationToken) + "struct Edited { }"));
        Time("after an edit of the first file", () => driver = driver.RunGenerators(compilation, TestContext.Current.CancellationToken));
        CSharpCompilation edit = compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Q;", new CSharpParseOptions(LanguageVersion.CSharp14), cancellationToken: TestContext.Current.CancellationToken));
        Time("after an edit of C#", () => driver = driver.RunGenerators(edit, TestContext.Current.CancellationToken));
        GeneratorDriverRunResult result = driver.GetRunResult();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.GeneratedTrees.Length} files, {result.GeneratedTrees.Sum(t => t.Length) / 1e6:F1} million characters"));
        result.Diagnostics.ShouldBeEmpty();
        string code = string.Concat(result.GeneratedTrees.Select(t => t.ToString()));
        for (int i = 0; i < Structs; i++)
            code.ShouldContain($"partial record Item{i} :", Case.Sensitive);
        code.ShouldContain("partial record Edited :", Case.Sensitive);
    }

    private void Time(string what, Action run)
    {
        Stopwatch watch = Stopwatch.StartNew();
        run();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.ElapsedMilliseconds} ms: {what}"));
    }
}
