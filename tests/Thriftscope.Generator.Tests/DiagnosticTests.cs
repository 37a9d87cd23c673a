using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Thriftscope.Generator.Tests;

public sealed class DiagnosticTests
{
    [Fact]
    public void An_error_is_at_its_place_and_keeps_its_file_from_being_generated()
    {
        BuiltProject built = new ThriftProject("struct A {\n  1: i32 a,\n  2: Strnig b\n}").Build();
        built.Places.ShouldBe(["shop.thrift(3,6): error THRIFT302"]);
        FileLinePositionSpan place = built.Problems[0].Location.GetLineSpan();
        (place.Path, place.EndLinePosition.Character - place.StartLinePosition.Character).ShouldBe(("/shop/shop.thrift", 6));
        built.Sources.ShouldBeEmpty();
    }

    [Fact]
    public void A_warning_does_not_keep_a_file_from_being_generated()
    {
        BuiltProject built = new ThriftProject("struct A {\n  i32 a\n}").ShouldBuild();
        built.Places.ShouldBe(["shop.thrift(2,7): warning THRIFT312"]);
        built.Sources.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_message_may_hold_braces() =>
        new ThriftProject("const string X = {0}").Build().Problems[0].GetMessage().ShouldNotBeEmpty();

    [Fact]
    public void What_is_wrong_with_a_file_is_told_once_however_many_include_it() => new ThriftProject(
        new ThriftText("/shop/a.thrift", "include \"own.thrift\" include \"others.thrift\" struct A { i32 a }"),
        new ThriftText("/shop/b.thrift", "include \"own.thrift\" include \"others.thrift\" struct B { i32 a }"),
        new ThriftText("/shop/own.thrift", "struct C { i32 a }"),
        new ThriftText("/shop/others.thrift", "struct D { i32 a }", ("Generate", "false"))).Build().Places.Order(StringComparer.Ordinal).ShouldBe(
        [
            "a.thrift(1,61): warning THRIFT312", "b.thrift(1,61): warning THRIFT312", "others.thrift(1,16): warning THRIFT312", "own.thrift(1,16): warning THRIFT312",
        ]);

    [Fact]
    public void A_file_that_includes_one_with_errors_is_not_generated()
    {
        BuiltProject built = new ThriftProject(new ThriftText("/shop/a.thrift", "include \"b.thrift\" struct A { 1: b.B b }"), new ThriftText("/shop/b.thrift", "struct B { 1: Cee c }")).Build();
        built.Places.ShouldBe(["b.thrift(1,15): error THRIFT302"]);
        built.Sources.ShouldBeEmpty();
    }

    [Fact]
    public void An_include_that_is_not_in_the_project_says_what_to_add_to_it()
    {
        BuiltProject built = new ThriftProject("\ninclude \"../common/base.thrift\"").Build();
        built.Places.ShouldBe(["shop.thrift(2,9): error THRIFT002"]);
        built.Problems[0].GetMessage().ShouldBe("The include '../common/base.thrift' was not found. Searched: the files of the project. Add <ThriftFile Include=\"../common/base.thrift\" /> to the project, with Generate=\"false\" if another project makes the C# of that file.");
    }

    [Fact]
    public void Files_that_include_each_other_are_told_of() => new ThriftProject(
        new ThriftText("/shop/a.thrift", "include \"b.thrift\""), new ThriftText("/shop/b.thrift", "include \"a.thrift\"")).Build().Places.ShouldBe(["b.thrift(1,9): error THRIFT003"]);

    [Theory]
    [InlineData("struct A { 1: i32 a } (csharp.name = 'no name')", 38)]
    [InlineData("struct A { 1: i32 a (csharp.name = '1a') }", 36)]
    [InlineData("enum A { B (csharp.name = 'a.b') }", 27)]
    [InlineData("const i32 A = 1 (csharp.name = '')", 32)]
    [InlineData("service A { void b(1: i32 c (csharp.name = '@c')) }", 44)]
    [InlineData("service A { void b() (csharp.name = 'x;') }", 37)]
    public void A_name_that_is_none_is_an_error_at_its_place(string idl, int column)
    {
        BuiltProject built = new ThriftProject(idl).Build();
        built.Places.ShouldBe([$"shop.thrift(1,{column}): error THRIFT501"]);
        built.Sources.ShouldBeEmpty();
    }

    [Fact]
    public void A_namespace_of_the_project_that_is_none_is_an_error() =>
        new ThriftProject(new ThriftText("/shop/shop.thrift", "", ("Namespace", "My Shop"))).Build().Places.ShouldBe(["shop.thrift(1,1): error THRIFT502"]);

    [Fact]
    public void A_way_to_treat_unknown_fields_that_is_none_is_an_error()
    {
        new ThriftProject("struct A { } (csharp.unknown_fields = 'kep')").Build().Places.ShouldBe(["shop.thrift(1,39): error THRIFT503"]);
        new ThriftProject(new ThriftText("/shop/shop.thrift", "", ("UnknownFields", "true"))).Build().Places.ShouldBe(["shop.thrift(1,1): error THRIFT503"]);
    }

    [Fact]
    public void Types_of_two_files_with_one_name_in_C_are_an_error_at_the_second()
    {
        BuiltProject built = new ThriftProject(
            new ThriftText("/shop/a.thrift", "namespace csharp Shop\nstruct Item { }"),
            new ThriftText("/shop/b.thrift", "namespace csharp Shop\nenum item { }")).Build();
        built.Places.ShouldBe(["b.thrift(2,6): error THRIFT505"]);
        built.Problems[0].GetMessage().ShouldBe("The C# name 'Shop.Item' of 'item' is that of 'Item' in a.thrift already. Give it another with (csharp.name = \"…\"), or its file another namespace.");
    }

    [Fact]
    public void A_type_with_the_name_of_a_namespace_is_an_error() => new ThriftProject(
        new ThriftText("/shop/a.thrift", "namespace csharp Shop\nstruct Item { }"),
        new ThriftText("/shop/b.thrift", "namespace csharp Shop.Item.Parts\nstruct A { }")).Build().Places.ShouldBe(["a.thrift(2,8): error THRIFT505"]);

    [Theory]
    [InlineData("struct A { 1: A a = {} }", new[] { 17 })]
    [InlineData("struct A { 1: optional list<A> a = [{}] }", new[] { 32 })]
    [InlineData("struct A { 1: B b = {} } struct B { 1: map<string, A> as = { 'x': {} } } struct C { 1: A a = {} }", new[] { 17, 55 })]
    [InlineData("struct A { 1: B b = { 'a': {} } } union B { 1: A a }", new[] { 17 })]
    [InlineData("struct A { 1: B b = {}, 2: A a } struct B { 1: A a, 2: list<B> bs = [] }", new int[0])]
    public void A_default_that_holds_itself_is_an_error(string idl, int[] columns) =>
        new ThriftProject(idl).Build().Places.ShouldBe(columns.Select(c => $"shop.thrift(1,{c}): error THRIFT506"));

    [Theory]
    [InlineData(ReportDiagnostic.Suppress, new string[0])]
    [InlineData(ReportDiagnostic.Error, new[] { "shop.thrift(1,16): error THRIFT312" })]
    public void A_user_can_say_how_bad_a_warning_is(ReportDiagnostic wanted, string[] expected) => new ThriftProject("struct A { i32 a }")
    {
        Options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary).WithSpecificDiagnosticOptions([new("THRIFT312", wanted)]),
    }.Build().Places.ShouldBe(expected);
}
