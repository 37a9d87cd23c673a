using Thriftscope.Idl;

namespace Thriftscope.Tests.Values;

/// <summary>Modules from files, with what they include.</summary>
public sealed class ModuleFileTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("thriftscope");

    [Fact]
    public void A_file_is_loaded_with_its_includes()
    {
        Write("shared.v1.thrift", "struct Address { 1: string city }  const string Country = 'ES'  service Root { void ping() }");
        string path = Write("shop.thrift", """
            include "shared.v1.thrift"
            struct Customer { 1: shared.v1.Address address }
            service Shop extends shared.v1.Root { void buy() }
            """);

        ThriftModule module = ThriftModule.Load(path);

        module.Name.ShouldBe("shop");
        module.Struct("Customer").FindField("address")!.Type.ShouldBeSameAs(module.Struct("shared.v1.Address"));
        module.Constant("shared.v1.Country").ShouldBe("ES");
        module.Service("Shop").Schema.Methods.Select(m => m.Name).ShouldBe(["buy", "ping"]);
        module.Service("shared.v1.Root").Schema.Methods.Select(m => m.Name).ShouldBe(["ping"]);
        module.ServiceNames.ShouldBe(["Shop"]);
    }

    [Fact]
    public void Includes_are_searched_in_the_directories_that_are_given()
    {
        Directory.CreateDirectory(Path.Combine(_directory.FullName, "lib"));
        Write("lib/common.thrift", "enum Size { SMALL, LARGE }");
        string path = Write("main.thrift", "include 'common.thrift' struct S { 1: common.Size size }");

        ThriftModule.Load(path, [Path.Combine(_directory.FullName, "lib")]).Enum("common.Size").Count.ShouldBe(2);
        Should.Throw<ThriftIdlException>(() => ThriftModule.Load(path)).Message.ShouldContain("common.thrift");
    }

    [Fact]
    public void A_file_that_is_missing_or_wrong_says_which_and_where()
    {
        string path = Write("wrong.thrift", "struct S {\n  1: i32 a\n  1: i32 b\n}");

        Should.Throw<ThriftIdlException>(() => ThriftModule.Load(Path.Combine(_directory.FullName, "nowhere.thrift"))).Message.ShouldContain("nowhere.thrift");
        Should.Throw<ThriftIdlException>(() => ThriftModule.Load(path)).Message.ShouldContain("wrong.thrift(3,3): error");
    }

    [Fact]
    public void A_file_may_have_any_name()
    {
        ThriftModule.Load(Write("shop.v2.idl", "const i32 A = 1")).Name.ShouldBe("shop.v2");
        ThriftModule.Load(Write("shop", "const i32 A = 1")).Name.ShouldBe("shop");
    }

    [Fact]
    public void A_file_that_has_changed_is_loaded_as_it_is_now()
    {
        string path = Write("shop.thrift", "const i32 Version = 1");
        ThriftModule before = ThriftModule.Load(path);
        Write("shop.thrift", "const i32 Version = 2");

        ThriftModule.Load(path).Constant("Version").ShouldBe(2);
        before.Constant("Version").ShouldBe(1);
    }

    [Fact]
    public void A_file_in_another_encoding_is_loaded_when_that_is_said()
    {
        string path = Path.Combine(_directory.FullName, "latin1.thrift");
        File.WriteAllText(path, "const string City = 'Málaga'", System.Text.Encoding.Latin1);

        ThriftModule.Load(path, new IdlOptions { Encoding = System.Text.Encoding.Latin1 }).Constant("City").ShouldBe("Málaga");
        Should.Throw<ThriftIdlException>(() => ThriftModule.Load(path)).Message.ShouldContain("not valid UTF-8");
    }

    [Fact]
    public void A_stream_is_loaded_with_includes_from_the_directories_and_left_open()
    {
        Write("common.thrift", "enum Size { SMALL, LARGE }");
        using MemoryStream stream = new("include 'common.thrift' const string City = 'Málaga' struct S { 1: common.Size size }"u8.ToArray());

        ThriftModule module = ThriftModule.Load(stream, "main", new IdlOptions { IncludeDirectories = [_directory.FullName] });

        (module.Name, module.Constant("City"), stream.Position).ShouldBe(("main", "Málaga", stream.Length));
        module.Struct("S").FindField("size")!.Type.Name.ShouldBe("Size");
    }

    [Fact]
    public void A_reader_is_loaded_with_includes_from_the_directories()
    {
        Write("common.thrift", "enum Size { SMALL, LARGE }");
        using StringReader reader = new("include 'common.thrift'");

        ThriftModule.Load(reader, "main", new IdlOptions { IncludeDirectories = [_directory.FullName] }).Enum("common.Size").Count.ShouldBe(2);
    }

    [Fact]
    public void Texts_may_come_from_anywhere_when_the_program_reads_them()
    {
        Dictionary<string, string> texts = new() { ["/idl/main.thrift"] = "include 'sub/a.thrift'", ["/idl/sub/a.thrift"] = "const i32 A = 1" };

        ThriftModule.Load("/idl/main.thrift", new IdlOptions { ReadFile = texts.GetValueOrDefault }).Constant("a.A").ShouldBe(1);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private string Write(string name, string text)
    {
        string path = Path.Combine(_directory.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
