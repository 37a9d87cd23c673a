namespace Thriftscope.Idl.Tests;

public class LibraryTests
{
    [Fact]
    public void A_file_that_several_include_is_read_once_and_is_one_document()
    {
        Dictionary<string, string> files = new()
        {
            ["/idl/a.thrift"] = "include 'shared.thrift' struct A { shared.S s }",
            ["/idl/b.thrift"] = "include 'shared.thrift' struct B { 1: shared.S s, 2: Nothing n }",
            ["/idl/shared.thrift"] = "struct S { i32 a }",
        };
        List<string> read = [];
        IdlLibrary library = new(new IdlOptions
        {
            ReadFile = path =>
            {
                read.Add(path);
                return files.GetValueOrDefault(path);
            },
        });

        IdlCompilation a = library.Load("/idl/a.thrift");
        IdlCompilation b = library.Load("/idl/b.thrift");

        a.Root.Includes[0].ShouldBeSameAs(b.Root.Includes[0]);
        library.Load("/idl/shared.thrift").Root.ShouldBeSameAs(a.Root.Includes[0]);
        read.ShouldBe(["/idl/a.thrift", "/idl/shared.thrift", "/idl/b.thrift"]);
        a.Diagnostics.Select(d => d.ToString()[..21]).ShouldBe(["/idl/shared.thrift(1,", "/idl/a.thrift(1,45): "]);
        b.Diagnostics.Select(d => $"{d.Location.File} {d.Code}").ShouldBe(["/idl/shared.thrift THRIFT312", "/idl/b.thrift THRIFT302"]);
        b.HasErrors.ShouldBeTrue();
        a.HasErrors.ShouldBeFalse();
    }

    [Fact]
    public void Whoever_loads_can_say_what_an_include_means()
    {
        Dictionary<string, string> files = new() { ["/idl/a.thrift"] = "include 'x' include 'none'", ["/elsewhere/b.thrift"] = "" };
        IdlCompilation compilation = IdlCompiler.Load("/idl/a.thrift", new IdlOptions
        {
            ReadFile = files.GetValueOrDefault,
            FindInclude = (include, from) => include == "x" && from == "/idl/a.thrift" ? "/elsewhere/b.thrift" : null,
        });

        compilation.Root.Includes.ShouldHaveSingleItem().Path.ShouldBe("/elsewhere/b.thrift");
        compilation.Diagnostics.ShouldHaveSingleItem().Message.ShouldBe("The include 'none' was not found. Searched: the files of the project.");
    }

    [Fact]
    public void An_annotation_has_the_place_of_its_value()
    {
        IdlCompilation compilation = IdlCompiler.Parse("struct A { } (a, b = 'c')", "test");
        compilation.Root.Structs[0].Annotations.Select(a => (a.Location.Column, a.Location.Length)).ShouldBe([(15, 1), (22, 3)]);
    }
}
