using Microsoft.CodeAnalysis;

namespace Thriftscope.Generator.Tests;

public sealed class DocumentationTests
{
    [Fact]
    public void Comments_can_hold_anything()
    {
        const string Hostile = "a <b> & \"c\" 'd' */ // /// # ]]> <see cref=\"x\"/> {0} é 日本 \u2028 class A { } \u2029 \u0085 x \u0001 \uFFFE \\u000a";
        string comment = $"/** {Hostile.Replace("*/", "* /", StringComparison.Ordinal)} */";
        string shell = $"/**\n * First.\n *\n *   {Hostile.Replace("*/", "* /", StringComparison.Ordinal)}\r\n * {new string('x', 10_000)}\n */";
        new ThriftProject(
            $$"""
            {{shell}}
            namespace csharp Shop
            {{comment}} enum Color { {{comment}} RED, {{shell}} GREEN }
            {{shell}} struct A { {{comment}} 1: i32 a, {{shell}} 2: required string b, {{comment}} 3: list<A> c }
            {{comment}} union B { {{comment}} 1: i32 a, {{shell}} 2: A b }
            {{comment}} exception C { {{shell}} 1: string message }
            {{comment}} const i32 X = 1
            {{shell}} service Shop {
              {{comment}} A buy({{comment}} 1: i32 a, 2: i32 class, {{shell}} 3: optional A c) throws ({{comment}} 1: C c, {{shell}} 2: C d)
              {{shell}} oneway void forget(1: i32 a)
            }
            """).ShouldBuild();
    }

    [Fact]
    public void A_comment_is_the_summary()
    {
        string code = new ThriftProject("/** Holds <items>. */ struct Cart { /** How many. */ 1: i32 count, 2: i32 other } service Shop { /** Buys. */ void buy(/** What. */ 1: i32 id, 2: i32 count) }").ShouldBuild().Code;
        code.ShouldContain("/// <summary>Holds &lt;items&gt;.</summary>\npublic sealed partial record Cart");
        code.ShouldContain("/// <summary>How many.</summary>\n    public int Count");
        code.ShouldContain("/// <summary>The field other.</summary>\n    public int Other");
        code.ShouldContain("/// <summary>Buys.</summary>\n    /// <param name=\"id\">What.</param>\n    /// <param name=\"count\">The IDL's count.</param>\n");
    }

    [Fact]
    public void Whatever_is_deprecated_is_obsolete()
    {
        BuiltProject built = new ThriftProject(
            """
            enum Color { RED (deprecated), GREEN (deprecated = "no \"green\"") } (deprecated = "true")
            struct A { 1: i32 a (deprecated = "Use b."), 2: required string b (deprecated), 3: optional Color c = Color.RED (deprecated = "false") } (deprecated = "")
            union B { 1: A a (deprecated) } (deprecated)
            exception C { 1: string message (deprecated) } (deprecated)
            const Color X = Color.GREEN (deprecated)
            service Shop { A buy(1: A a, 2: Color b) throws (1: C c) (deprecated = "Use sell.") } (deprecated)
            service Market extends Shop { }
            """).ShouldBuild();
        built.Code.ShouldContain("[Obsolete(\"Use b.\")]\n    public int A_ ");
        built.Code.ShouldContain("[Obsolete(\"no \\\"green\\\"\")]\n    Green = 1,");
        built.Code.ShouldNotContain("false\")]");
    }

    [Fact]
    public void What_a_user_writes_with_deprecated_parts_is_warned_of() => new ThriftProject("struct A { 1: i32 b (deprecated = \"Use c.\") }")
    {
        Code = "class P { int B(Shop.A a) => a.B; }",
    }.Build().CompilerProblems.ShouldHaveSingleItem().ShouldContain("'A.B' is obsolete: 'Use c.'");

    [Fact]
    public void A_text_can_have_quotes_in_a_row() => new ThriftProject("// \"\"\"\"\"\" \"\"\"\nconst string X = '\"\"\"\"'\r\n// \"\"\"").ShouldBuild();

    [Fact]
    public void A_warning_about_missing_documentation_is_never_of_generated_code()
    {
        BuiltProject built = new ThriftProject("struct A { 1: i32 b } service Shop { A buy() }") { Code = "public class P;" }.Build();
        built.CompilerProblems.ShouldHaveSingleItem().ShouldContain("CS1591: Missing XML comment for publicly visible type or member 'P'");
    }
}
