using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Thriftscope.Generator.Tests;

public sealed class IncrementalTests
{
    private static readonly ThriftText Base = new("/shop/base.thrift", "struct A { 1: i32 a }");
    private static readonly ThriftText Middle = new("/shop/middle.thrift", "include \"base.thrift\" struct B { 1: base.A a }");
    private static readonly ThriftText Top = new("/shop/top.thrift", "include \"middle.thrift\" struct C { 1: middle.B b }");
    private static readonly ThriftText Other = new("/shop/other.thrift", "struct D { 1: i32 a }");

    private readonly CSharpCompilation _compilation = new ThriftProject { Code = "class P;" }.NewCompilation();
    private GeneratorDriver _driver = new ThriftProject(Base, Middle, Top, Other).NewDriver();

    public IncrementalTests() => _driver = _driver.RunGenerators(_compilation, TestContext.Current.CancellationToken);

    [Fact]
    public void An_edit_of_C_makes_nothing_anew()
    {
        Run(_compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Q;", new CSharpParseOptions(LanguageVersion.CSharp14), cancellationToken: TestContext.Current.CancellationToken)));
        Generated().ShouldBeEmpty();
        Result().TrackedOutputSteps.SelectMany(s => s.Value).SelectMany(s => s.Outputs).ShouldAllBe(o => o.Reason == IncrementalStepRunReason.Cached);
    }

    [Fact]
    public void A_file_that_is_read_again_but_says_the_same_makes_nothing_anew()
    {
        Edit(Base, "struct A { 1: i32 a }");
        Generated().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("base", new[] { "base", "middle", "top" })]
    [InlineData("middle", new[] { "middle", "top" })]
    [InlineData("top", new[] { "top" })]
    [InlineData("other", new[] { "other" })]
    public void An_edit_makes_the_file_anew_and_those_that_include_it(string edited, string[] expected)
    {
        ThriftText file = new[] { Base, Middle, Top, Other }.Single(f => f.Path == $"/shop/{edited}.thrift");
        Edit(file, $"{file.GetText(TestContext.Current.CancellationToken)} struct More {{ }}");
        Generated().ShouldBe(expected);
    }

    [Fact]
    public void An_edit_of_a_comment_makes_only_new_what_has_the_file_in_it()
    {
        Edit(Other, "// D.\nstruct D { 1: i32 a }");
        Generated().ShouldBe(["other"]);
        Result().GeneratedSources.Single(s => s.HintName == "other.g.cs").SourceText.ToString().ShouldContain("// D.");
    }

    [Fact]
    public void An_edit_of_a_file_that_was_missing_makes_those_anew_that_include_it()
    {
        _driver = new ThriftProject(Top, Other).NewDriver().RunGenerators(_compilation, TestContext.Current.CancellationToken);
        Result().Diagnostics.ShouldHaveSingleItem().Id.ShouldBe("THRIFT002");
        _driver = _driver.AddAdditionalTexts([Base, Middle]);
        Run(_compilation);
        Generated().ShouldBe(["base", "middle", "top"]);
        Result().Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void A_file_that_is_added_makes_no_other_anew()
    {
        _driver = _driver.AddAdditionalTexts([new ThriftText("/shop/another.thrift", "struct E { }")]);
        Run(_compilation);
        Generated().ShouldBe(["another"]);
        Result().GeneratedSources.Length.ShouldBe(5);
    }

    [Fact]
    public void A_file_that_is_removed_makes_no_other_anew()
    {
        _driver = _driver.RemoveAdditionalTexts([Base, Other]).AddAdditionalTexts([Base]);
        Run(_compilation);
        Generated().ShouldBeEmpty();
        Result().GeneratedSources.Select(s => s.HintName).Order(StringComparer.Ordinal).ShouldBe(["base.g.cs", "middle.g.cs", "top.g.cs"]);
    }

    [Fact]
    public void What_the_project_says_of_a_file_makes_it_anew()
    {
        _driver = _driver.ReplaceAdditionalText(Middle, new ThriftText(Middle.Path, Middle.GetText(TestContext.Current.CancellationToken).ToString(), ("Namespace", "Shop")));
        Run(_compilation);
        Generated().ShouldBe(["middle", "top"]);
    }

    private void Edit(ThriftText file, string text)
    {
        _driver = _driver.ReplaceAdditionalText(file, new ThriftText(file.Path, text));
        Run(_compilation);
    }

    private void Run(Compilation compilation) => _driver = _driver.RunGenerators(compilation, TestContext.Current.CancellationToken);

    private GeneratorRunResult Result() => _driver.GetRunResult().Results.Single();

    // The documents that have been generated in the last run, those aside whose code came out the same as before.
    private string[] Generated() =>
    [
        .. Result().TrackedSteps[ThriftGenerator.OutputStep]
            .SelectMany(s => s.Outputs)
            .Where(o => o.Reason is IncrementalStepRunReason.New or IncrementalStepRunReason.Modified or IncrementalStepRunReason.Unchanged)
            .Select(o => ((DocumentOutput)o.Value).HintName.Replace(".g.cs", "", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];
}
