using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Thriftscope.Generator.Tests;

/// <summary>How long large projects take. They are run by name, for they prove nothing by themselves: <c>-class "*ScaleMeasurements" -explicit only</c>.</summary>
public sealed class ScaleMeasurements(ITestOutputHelper output)
{
    private const int Structs = 5_000;

    [Fact(Explicit = true)]
    public void One_file() => Measure([new ThriftText("/shop/all.thrift", Definitions(0, Structs))]);

    [Fact(Explicit = true)]
    public void Files_apart() => Measure([.. Files(500, _ => "")]);

    [Fact(Explicit = true)]
    public void Files_that_include_one() =>
        Measure([.. Files(500, _ => "include \"common.thrift\"\n"), new ThriftText("/shop/common.thrift", Definitions(Structs, 500))]);

    [Fact(Explicit = true)]
    public void Files_in_a_chain() => Measure([.. Files(150, i => i == 0 ? "" : $"include \"file{i - 1}.thrift\"\n")]);

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

    private void Measure(ThriftText[] files)
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
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{driver.GetRunResult().GeneratedTrees.Length} files, {driver.GetRunResult().GeneratedTrees.Sum(t => t.Length) / 1e6:F1} million characters"));
    }

    private void Time(string what, Action run)
    {
        Stopwatch watch = Stopwatch.StartNew();
        run();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.ElapsedMilliseconds} ms: {what}"));
    }
}
