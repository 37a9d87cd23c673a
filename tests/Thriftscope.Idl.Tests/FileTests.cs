using System.Text;

namespace Thriftscope.Idl.Tests;

public sealed class FileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("idl-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_file_and_its_include_are_read_from_disk()
    {
        Write("a.thrift", "struct A {}"u8);
        string main = Write("main.thrift", "include \"a.thrift\" struct B { 1: a.A a }"u8);

        IdlCompilation compilation = IdlCompiler.Load(main);

        compilation.Diagnostics.ShouldBeEmpty();
        compilation.Root.Path.ShouldBe(main);
        compilation.Root.Name.ShouldBe("main");
    }

    [Fact]
    public void A_missing_file_is_a_diagnostic()
    {
        IdlCompilation compilation = IdlCompiler.Load(Path.Combine(_directory, "gone.thrift"));

        compilation.HasErrors.ShouldBeTrue();
        IdlDiagnostic diagnostic = compilation.Diagnostics.ShouldHaveSingleItem();
        diagnostic.Code.ShouldBe("THRIFT001");
        diagnostic.Message.ShouldEndWith("can't be read: there is no such file.");
    }

    [Fact]
    public void A_directory_is_a_diagnostic() =>
        IdlCompiler.Load(_directory).Diagnostics.ShouldHaveSingleItem().Message.ShouldEndWith("can't be read: it is a directory.");

    [Fact]
    public void A_file_that_may_not_be_read_is_a_diagnostic()
    {
        var options = new IdlOptions { ReadFile = _ => throw new UnauthorizedAccessException() };

        IdlCompiler.Load("/idl/a.thrift", options).Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("THRIFT001");
    }

    [Fact]
    public void A_path_that_can_be_none_is_a_diagnostic()
    {
        IdlCompiler.Load("a\0b.thrift").Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("THRIFT001");
        IdlCompiler.Load("").Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("THRIFT001");
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_line()
    {
        string path = Write("bom.thrift", [0xEF, 0xBB, 0xBF, .. "struct A { 1: Nope n }"u8]);

        IdlCompiler.Load(path).Diagnostics.ShouldHaveSingleItem().Location.Column.ShouldBe(15);
    }

    [Fact]
    public void Invalid_bytes_in_a_literal_are_reported_at_their_place()
    {
        string path = Write("latin1.thrift", [.. "const string A = 'caf"u8, 0xE9, .. "'"u8]);

        IdlCompiler.Load(path).Diagnostics.Select(Compile.Short).ShouldBe(["THRIFT106 1:22+1"]);
    }

    [Fact]
    public void Invalid_bytes_in_a_comment_do_no_harm()
    {
        string path = Write("latin1.thrift", [.. "// caf"u8, 0xE9, .. "\nstruct A {}"u8]);

        IdlCompiler.Load(path).Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void A_file_in_another_encoding_is_read_when_that_is_said()
    {
        string path = Write("latin1.thrift", [.. "const string A = 'caf"u8, 0xE9, .. "'"u8]);

        IdlCompilation compilation = IdlCompiler.Load(path, new IdlOptions { Encoding = Encoding.Latin1 });

        compilation.Diagnostics.ShouldBeEmpty();
        compilation.Root.Constants[0].Value.ShouldBeOfType<IdlStringValue>().Value.ShouldBe("café");
    }

    [Fact]
    public void A_byte_order_mark_counts_more_than_the_encoding_that_is_said()
    {
        string path = Write("bom.thrift", [0xEF, 0xBB, 0xBF, .. "const string A = 'café'"u8]);

        IdlCompiler.Load(path, new IdlOptions { Encoding = Encoding.Latin1 }).Root.Constants[0].Value
            .ShouldBeOfType<IdlStringValue>().Value.ShouldBe("café");
    }

    [Fact]
    public void A_file_may_be_named_by_a_url()
    {
        Write("a b.thrift", "struct A {}"u8);
        string path = Write("main.thrift", "include 'a b.thrift'"u8);

        IdlCompilation compilation = IdlCompiler.Load(new Uri(path).AbsoluteUri);

        compilation.Diagnostics.ShouldBeEmpty();
        compilation.Documents.Select(d => d.Name).ShouldBe(["a b", "main"]);
        compilation.Root.Path.ShouldBe(path);
    }

    [Fact]
    public void Another_url_is_no_file() =>
        IdlCompiler.Load("https://idl.test/a.thrift").Diagnostics.ShouldHaveSingleItem().Message
            .ShouldBe("The file 'https://idl.test/a.thrift' can't be read: it is a URL, and only files are read here.");

    private string Write(string name, ReadOnlySpan<byte> content)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
