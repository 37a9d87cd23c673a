namespace Thriftscope.Tests.Values;

/// <summary>Modules by name, read again when their files change.</summary>
public sealed class ModuleCatalogTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("thriftscope");
    private readonly ThriftModuleCatalog _catalog;

    public ModuleCatalogTests() => _catalog = new ThriftModuleCatalog([In("first"), In("second")]);

    [Fact]
    public void A_module_is_found_by_its_name_in_the_directories_in_their_order()
    {
        Write("first/shop.thrift", "include 'common.thrift' const i32 Where = 1");
        Write("second/shop.thrift", "const i32 Where = 2");
        Write("second/common.thrift", "const i32 Common = 3");

        _catalog.Load("shop").Constant("Where").ShouldBe(1);
        _catalog.Load("shop").Constant("common.Common").ShouldBe(3);
        _catalog.Load("common").Constant("Common").ShouldBe(3);
    }

    [Fact]
    public void A_dot_is_part_of_the_files_name_or_a_directory()
    {
        Write("second/billing/shop.thrift", "const i32 Where = 1");
        _catalog.Load("billing.shop").Constant("Where").ShouldBe(1);

        Write("second/billing.shop.thrift", "const i32 Where = 2");
        _catalog.Load("billing.shop").Constant("Where").ShouldBe(2);
    }

    [Fact]
    public void A_module_is_read_once_as_long_as_no_file_changes()
    {
        Write("first/shop.thrift", "include 'common.thrift'");
        Write("first/common.thrift", "const i32 Common = 3");

        _catalog.Load("shop").ShouldBeSameAs(_catalog.Load("shop"));
    }

    [Theory]
    [InlineData("first/shop.thrift", "include 'common.thrift' const i32 Changed = 1")]
    [InlineData("second/common.thrift", "const i32 Common = 3333")]
    [InlineData("first/common.thrift", "const i32 Common = 4444")]
    public void A_module_is_read_again_when_its_file_or_an_include_of_it_changes_or_one_appears_that_goes_before(string changed, string text)
    {
        Write("first/shop.thrift", "include 'common.thrift'");
        Write("second/common.thrift", "const i32 Common = 3");
        ThriftModule before = _catalog.Load("shop");

        Write(changed, text);
        ThriftModule after = _catalog.Load("shop");

        after.ShouldNotBeSameAs(before);
        before.Constant("common.Common").ShouldBe(3);
        (changed.StartsWith("first/shop", StringComparison.Ordinal) ? after.Constant("Changed") : after.Constant("common.Common")).ShouldNotBe(3);
        _catalog.Load("shop").ShouldBeSameAs(after);
    }

    [Fact]
    public void A_change_that_is_wrong_is_an_error_until_it_is_mended()
    {
        Write("first/shop.thrift", "const i32 A = 1");
        ThriftModule before = _catalog.Load("shop");
        Write("first/shop.thrift", "const i32 A = 'text'");

        Should.Throw<ThriftIdlException>(() => _catalog.Load("shop")).Message.ShouldContain("shop.thrift(1,15): error");
        Should.Throw<ThriftIdlException>(() => _catalog.Load("shop"));
        before.Constant("A").ShouldBe(1);
        Write("first/shop.thrift", "const i32 A = 22");
        _catalog.Load("shop").Constant("A").ShouldBe(22);
    }

    [Fact]
    public void A_module_that_is_not_there_says_where_it_was_searched()
    {
        string message = Should.Throw<FileNotFoundException>(() => _catalog.Load("shop")).Message;

        message.ShouldStartWith("There is no module \"shop\". Searched: ");
        message.ShouldContain(Path.Combine(_directory.FullName, "second", "shop.thrift"));
        Write("second/shop.thrift", "const i32 A = 1");
        _catalog.Load("shop").Constant("A").ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../shop")]
    [InlineData("..shop")]
    [InlineData("shop.")]
    [InlineData("/etc/shop")]
    [InlineData("sub\\shop")]
    public void A_name_leads_out_of_no_directory(string name)
    {
        Write("shop.thrift", "const i32 A = 1");

        Should.Throw<ArgumentException>(() => _catalog.Load(name));
    }

    [Fact]
    public void A_name_with_dots_is_no_way_to_the_root_of_the_disk()
    {
        Write("outside/shop.thrift", "const i32 A = 1");
        string name = In("outside/shop").Replace(Path.DirectorySeparatorChar, '.');

        Should.Throw<ArgumentException>(() => _catalog.Load(name)).Message.ShouldContain("is no name of a module");
    }

    [Fact]
    public void A_catalog_needs_a_directory() => Should.Throw<ArgumentException>(() => new ThriftModuleCatalog([]));

    [Fact]
    public void A_file_in_another_encoding_is_read_when_that_is_said()
    {
        Write("first/shop.thrift", "");
        File.WriteAllText(In("first/shop.thrift"), "const string City = 'Málaga'", System.Text.Encoding.Latin1);

        new ThriftModuleCatalog([In("first")], System.Text.Encoding.Latin1).Load("shop").Constant("City").ShouldBe("Málaga");
    }

    [Fact]
    public void Many_threads_get_one_module()
    {
        Write("first/shop.thrift", "const i32 A = 1");
        ThriftModule[] modules = new ThriftModule[16];

        Parallel.For(0, modules.Length, i => modules[i] = _catalog.Load("shop"));

        modules.ShouldAllBe(m => ReferenceEquals(m, modules[0]));
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private string In(string path) => Path.Combine(_directory.FullName, path);

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
        File.WriteAllText(In(name), text);
    }
}
