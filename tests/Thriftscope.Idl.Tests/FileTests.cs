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

    private string Write(string name, ReadOnlySpan<byte> content)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
