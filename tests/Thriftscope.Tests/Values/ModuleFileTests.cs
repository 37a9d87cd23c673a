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

    public void Dispose() => _directory.Delete(recursive: true);

    private string Write(string name, string text)
    {
        string path = Path.Combine(_directory.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
