namespace Thriftscope.Idl.Tests;

public class IncludeTests
{
    [Fact]
    public void An_include_is_searched_beside_the_file_and_then_in_the_directories_in_their_order()
    {
        IdlCompilation compilation = Compile.Files(
            new()
            {
                ["/idl/main.thrift"] = "include 'near.thrift' include 'far.thrift'",
                ["/idl/near.thrift"] = "",
                ["/first/near.thrift"] = "",
                ["/first/far.thrift"] = "",
                ["/second/far.thrift"] = "",
            },
            "/first",
            "/second");

        compilation.Diagnostics.ShouldBeEmpty();
        compilation.Root.Includes.Select(d => d.Path).ShouldBe(["/idl/near.thrift", "/first/far.thrift"]);
    }

    [Fact]
    public void A_nested_include_is_searched_beside_its_own_file_and_in_the_directories()
    {
        IdlCompilation compilation = Compile.Files(
            new()
            {
                ["/idl/main.thrift"] = "include 'sub/a.thrift'",
                ["/idl/sub/a.thrift"] = "include 'b.thrift' include 'c.thrift'",
                ["/idl/sub/b.thrift"] = "",
                ["/lib/c.thrift"] = "",
            },
            "/lib");

        compilation.Diagnostics.ShouldBeEmpty();
        compilation.Documents.Select(d => d.Name).ShouldBe(["b", "c", "a", "main"]);
    }

    [Fact]
    public void A_document_that_is_reached_in_two_ways_is_one_object()
    {
        IdlCompilation compilation = Compile.Files(new()
        {
            ["/idl/main.thrift"] = "include 'a.thrift' include 'x/../b.thrift'",
            ["/idl/a.thrift"] = "include './shared.thrift' struct A { 1: shared.S s }",
            ["/idl/b.thrift"] = "include 'shared.thrift' struct B { 1: shared.S s }",
            ["/idl/shared.thrift"] = "struct S {}",
        });

        compilation.Diagnostics.ShouldBeEmpty();
        compilation.Documents.Count.ShouldBe(4);
        IdlDocument a = compilation.Root.Includes[0];
        IdlDocument b = compilation.Root.Includes[1];
        a.Structs[0].Fields[0].Type.ShouldBeSameAs(b.Structs[0].Fields[0].Type);
    }

    [Fact]
    public void The_name_of_an_included_file_may_have_dots()
    {
        IdlCompilation compilation = Compile.Files(new()
        {
            ["/idl/main.thrift"] = "include 'shop.v2.thrift' struct S { 1: shop.v2.A a, 2: shop.v2.E e = shop.v2.E.M }",
            ["/idl/shop.v2.thrift"] = "struct A {} enum E { M = 7 }",
        });

        compilation.Diagnostics.ShouldBeEmpty();
        compilation.Root.Includes[0].Name.ShouldBe("shop.v2");
        compilation.Root.Structs[0].Fields[1].Default.ShouldBeOfType<IdlIntegerValue>().Value.ShouldBe(7);
    }

    [Fact]
    public void Types_constants_and_services_of_an_include_can_be_used()
    {
        IdlCompilation compilation = Compile.Files(new()
        {
            ["/idl/main.thrift"] = "include 'a.thrift' service S extends a.Base {} const list<i32> L = [a.N] typedef a.T U",
            ["/idl/a.thrift"] = "service Base { void f() } const i32 N = 5 typedef i64 T",
        });

        compilation.Diagnostics.ShouldBeEmpty();
        compilation.Root.Services[0].Base!.Document.Name.ShouldBe("a");
        compilation.Root.Typedefs[0].Resolved.Kind.ShouldBe(IdlTypeKind.I64);
    }

    [Fact]
    public void A_missing_include_lists_the_directories_that_were_searched_and_causes_no_further_error()
    {
        IdlCompilation compilation = Compile.Files(
            new()
            {
                ["/idl/main.thrift"] = """
                    include 'gone.thrift'
                    struct A { 1: gone.B b = gone.C, 2: i32 n = gone.N, 3: i32 m = gone.E.M }
                    service S extends gone.T {}
                    """,
            },
            "/lib");

        IdlDiagnostic diagnostic = compilation.Diagnostics.ShouldHaveSingleItem();
        Compile.Short(diagnostic).ShouldBe("THRIFT002 1:9+13");
        diagnostic.Message.ShouldBe("The include 'gone.thrift' was not found. Searched: '/idl', '/lib'.");
    }

    [Fact]
    public void An_include_that_can_not_be_read_says_why()
    {
        var options = new IdlOptions
        {
            ReadFile = p => p == "/idl/main.thrift" ? "include 'secret.thrift'" : throw new IOException("The disk is on fire."),
        };

        IdlCompiler.Load("/idl/main.thrift", options).Diagnostics.ShouldHaveSingleItem().ToString()
            .ShouldBe("/idl/main.thrift(1,9): error THRIFT001: The file '/idl/secret.thrift' can't be read: The disk is on fire.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0")]
    [InlineData("../../../../../../gone")]
    public void An_include_of_nonsense_is_a_diagnostic(string target) =>
        IdlCompiler.Parse($"include '{target}'", "test", SampleFiles.Options).HasErrors.ShouldBeTrue();

    [Fact]
    public void Text_without_a_file_searches_the_directories_only()
    {
        var options = new IdlOptions { IncludeDirectories = ["/lib"], ReadFile = p => p == "/lib/a.thrift" ? "struct A {}" : null };

        IdlCompiler.Parse("include 'a.thrift' struct B { 1: a.A a }", "main", options).Diagnostics.ShouldBeEmpty();
        IdlCompiler.Parse("include 'a.thrift'", "main").Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("THRIFT002");
    }

    [Fact]
    public void A_cycle_of_includes_shows_its_chain()
    {
        IdlCompilation compilation = Compile.Files(new()
        {
            ["/idl/main.thrift"] = "include 'a.thrift'",
            ["/idl/a.thrift"] = "include 'b.thrift'",
            ["/idl/b.thrift"] = "\ninclude 'a.thrift' struct B { 1: a.A a }",
        });

        IdlDiagnostic diagnostic = compilation.Diagnostics.ShouldHaveSingleItem();
        diagnostic.ToString().ShouldBe("/idl/b.thrift(2,9): error THRIFT003: The file includes itself: a.thrift -> b.thrift -> a.thrift.");
    }

    [Fact]
    public void Includes_without_end_are_stopped()
    {
        static string? Read(string path)
        {
            int number = int.Parse(Path.GetFileNameWithoutExtension(path), System.Globalization.CultureInfo.InvariantCulture);
            return $"include '{number + 1}.thrift'";
        }

        IdlCompiler.Load("/idl/0.thrift", new IdlOptions { ReadFile = Read })
            .Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("THRIFT004");
    }

    [Fact]
    public void An_error_in_an_include_names_the_included_file_and_comes_first()
    {
        IdlCompilation compilation = Compile.Files(new()
        {
            ["/idl/main.thrift"] = "include 'a.thrift' struct S { 1: Nope n }",
            ["/idl/a.thrift"] = "struct A { 1: Nada n }",
        });

        compilation.Diagnostics.Select(d => $"{d.Location} {d.Code}").ShouldBe(
            ["/idl/a.thrift(1,15) THRIFT302", "/idl/main.thrift(1,34) THRIFT302"]);
    }

    [Fact]
    public void What_a_url_includes_is_beside_it_or_in_the_directories()
    {
        IdlCompilation compilation = Web(
            new()
            {
                ["https://idl.test/v1/shop.thrift?tag=7"] = "include 'a.thrift' include '../b%20c.thrift' include '/d.thrift' include 'e.thrift' include 'f.thrift'",
                ["https://idl.test/v1/a.thrift"] = "include '../v2/g.thrift'",
                ["https://idl.test/b%20c.thrift"] = "",
                ["https://idl.test/d.thrift"] = "",
                ["/lib/e.thrift"] = "",
                ["https://other.test/lib/f.thrift"] = "",
                ["https://idl.test/v2/g.thrift"] = "",
            },
            "/lib",
            "https://other.test/lib/");

        compilation.Diagnostics.ShouldBeEmpty();
        compilation.Documents.Select(d => d.Name).ShouldBe(["g", "a", "b c", "d", "e", "f", "shop"]);
    }

    [Theory]
    [InlineData("https://evil.test/a.thrift")]
    [InlineData("http://idl.test/a.thrift")]
    [InlineData("//evil.test/a.thrift")]
    [InlineData("file:///etc/a.thrift")]
    public void What_a_url_includes_is_of_its_own_server(string target) =>
        Web(new() { ["https://idl.test/v1/shop.thrift?tag=7"] = $"include '{target}'", [target] = "", ["https:" + target] = "", ["/etc/a.thrift"] = "" })
            .Diagnostics.ShouldHaveSingleItem().Message.ShouldBe($"The include '{target}' was not found. Searched: 'https://idl.test/v1/'.");

    private static IdlCompilation Web(Dictionary<string, string> documents, params string[] includeDirectories) =>
        IdlCompiler.Load("https://idl.test/v1/shop.thrift?tag=7", new IdlOptions { IncludeDirectories = includeDirectories, ReadFile = documents.GetValueOrDefault });
}
