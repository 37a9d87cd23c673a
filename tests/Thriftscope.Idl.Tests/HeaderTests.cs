namespace Thriftscope.Idl.Tests;

public class HeaderTests
{
    [Fact]
    public void Namespaces_keep_scope_name_and_annotations_in_their_order()
    {
        IdlDocument document = Compile.Good("""
            namespace * thrift.test
            namespace py.twisted ThriftTest
            namespace smalltalk.category Thrift
            namespace xsd test (uri = 'http://example.org/ns')
            """);

        document.Namespaces.Select(n => $"{n.Scope}={n.Name}").ShouldBe(
            ["*=thrift.test", "py.twisted=ThriftTest", "smalltalk.category=Thrift", "xsd=test"]);
        document.Namespaces[3].Annotations.ShouldHaveSingleItem().ToString().ShouldBe("uri = \"http://example.org/ns\"");
    }

    [Fact]
    public void The_last_namespace_of_a_scope_wins_and_the_star_stands_for_the_others()
    {
        IdlDocument document = Compile.Good("namespace * all namespace py a namespace py b");

        document.NamespaceFor("py").ShouldBe("b");
        document.NamespaceFor("go").ShouldBe("all");
    }

    [Fact]
    public void C_plus_plus_includes_are_kept() =>
        Compile.Good("cpp_include \"<vector>\" cpp_include 'map.h'").CppIncludes.ShouldBe(["<vector>", "map.h"]);

    [Fact]
    public void Headers_and_definitions_may_end_with_separators() =>
        Compile.Good("namespace py a; struct A {}; struct B {}, service C {}; enum D {}; typedef i32 E, const i32 F = 1;")
            .Structs.Count.ShouldBe(2);

    [Theory]
    [InlineData("struct A {}\nnamespace py a", "THRIFT202 2:1+9")]
    [InlineData("struct A {}\ncpp_include 'a'", "THRIFT202 2:1+11")]
    [InlineData("php_namespace Foo\nstruct A {}", "THRIFT207 1:1+13")]
    [InlineData("namespace 5 a", "THRIFT201 1:11+1")]
    [InlineData("namespace py\n", "THRIFT201 2:1+0")]
    [InlineData("include foo", "THRIFT201 1:9+3")]
    [InlineData("'struct' A {}", "THRIFT211 1:1+8")]
    [InlineData("inclood 'foo'\nstruct A {}", "THRIFT211 1:1+7")]
    public void A_wrong_header_is_reported_at_its_place(string text, string problem) =>
        Compile.Problems(text).ShouldBe([problem]);

    [Fact]
    public void An_include_stands_before_the_first_definition() =>
        IdlCompiler.Parse("struct A {}\ninclude 'a.thrift'", "test", new IdlOptions { IncludeDirectories = ["/lib"], ReadFile = _ => "" })
            .Diagnostics.Select(Compile.Short).ShouldBe(["THRIFT202 2:1+7"]);

    [Fact]
    public void An_old_namespace_word_names_its_successor() =>
        Compile.Message("smalltalk_category Foo").ShouldBe("'smalltalk_category' was removed from Thrift. Write 'namespace st …'.");

    [Fact]
    public void A_misspelt_keyword_gets_a_suggestion() =>
        Compile.Message("strcut A {}").ShouldEndWith("found 'strcut'. Did you mean 'struct'?");
}
