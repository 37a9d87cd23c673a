namespace Thriftscope.Package.Tests;

/// <summary>What who references a package has to do for C# of a <c>.thrift</c> file.</summary>
public sealed class GeneratorPackageTests(PackageFeed feed) : IClassFixture<PackageFeed>
{
    private const string ShopIdl = """
        namespace * Shop

        struct Item {
            1: required string sku,
            2: i32 quantity = 1,
        }

        service Shop {
            Item find(1: string sku),
        }
        """;

    private const string PrintItem = """
        using Shop;
        using Thriftscope;

        byte[] bytes = ThriftSerializer.Serialize(new Item { Sku = "bk-1" });
        Console.WriteLine(ThriftSerializer.Deserialize<Item>(bytes));
        """;

    [Fact]
    public async Task One_line_in_the_project_file_is_enough()
    {
        ConsumerProject project = await feed.AddAsync("OneLine", "Thriftscope", """<ThriftFile Include="shop.thrift" />""", ("shop.thrift", ShopIdl), ("Program.cs", PrintItem));

        await BuildAsync(project);
        (await project.RunAsync()).ShouldBe((0, $"Item{{sku=\"bk-1\", quantity=1}}{Environment.NewLine}"));
        project.Sources.ShouldBe(["OneLine.csproj", "Program.cs", "shop.thrift"], ignoreOrder: true);
    }

    [Fact]
    public async Task The_package_of_the_server_brings_the_generator_and_takes_additional_files()
    {
        ConsumerProject project = await feed.AddAsync(
            "Additional",
            "Thriftscope.AspNetCore",
            """<AdditionalFiles Include="**/*.thrift" />""",
            ("shop.thrift", ShopIdl),
            ("Program.cs", """
                using Shop;
                using Thriftscope.AspNetCore;

                await using ThriftServer server = await ThriftServer.StartAsync<IShop>("tcp://127.0.0.1:0", new Counter());
                await using ShopClient client = new(server.Endpoint.ToString());
                Console.WriteLine(await client.FindAsync("gm-2"));

                class Counter : IShop
                {
                    public Task<Item> FindAsync(string sku, CancellationToken cancellationToken) => Task.FromResult(new Item { Sku = sku, Quantity = 3 });
                }
                """));

        await BuildAsync(project);
        (await project.RunAsync()).ShouldBe((0, $"Item{{sku=\"gm-2\", quantity=3}}{Environment.NewLine}"));
    }

    [Fact]
    public async Task A_file_may_include_one_whose_types_another_project_has()
    {
        _ = await feed.AddAsync("Common", "Thriftscope", """<ThriftFile Include="shop.thrift" />""", ("shop.thrift", ShopIdl));
        ConsumerProject project = await feed.AddAsync(
            "Orders",
            "Thriftscope",
            """
            <ProjectReference Include="../Common/Common.csproj" />
            <ThriftFile Include="../Common/shop.thrift" Generate="false" />
            <ThriftFile Include="orders.thrift" Namespace="My.Orders" UnknownFields="keep" />
            """,
            ("orders.thrift", """
                include "shop.thrift"

                namespace * Orders

                struct Order { 1: list<shop.Item> items }

                service Orders extends shop.Shop { void place(1: Order order) }
                """),
            ("Program.cs", """
                using My.Orders;
                using Shop;
                using Thriftscope;

                Order order = new() { Items = { new Item { Sku = "fd-1" } } };
                Console.WriteLine(ThriftSerializer.Deserialize<Order>(ThriftSerializer.Serialize(order)).Equals(order));
                Console.WriteLine(typeof(Item).Assembly.GetName().Name);
                Console.WriteLine(typeof(IShop).IsAssignableFrom(typeof(OrdersClient)));
                Console.WriteLine(order.UnknownFields is null);
                """));

        await BuildAsync(project);
        (int exitCode, string output) = await project.RunAsync();
        exitCode.ShouldBe(0, output);
        output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ShouldBe(["True", "Common", "True", "True"]);
    }

    [Fact]
    public async Task A_project_is_compiled_again_when_its_IDL_has_changed_and_only_then()
    {
        ConsumerProject project = await feed.AddAsync("Again", "Thriftscope", """<ThriftFile Include="shop.thrift" />""", ("shop.thrift", ShopIdl), ("Program.cs", PrintItem));
        await BuildAsync(project);
        DateTime compiled = project.Assembly.LastWriteTimeUtc;

        await BuildAsync(project);
        project.Assembly.LastWriteTimeUtc.ShouldBe(compiled);

        project.Write("shop.thrift", ShopIdl.Replace("quantity = 1", "quantity = 2", StringComparison.Ordinal));
        await BuildAsync(project);
        project.Assembly.LastWriteTimeUtc.ShouldBeGreaterThan(compiled);
        (await project.RunAsync()).Output.ShouldContain("quantity=2");
    }

    [Fact]
    public async Task An_error_in_a_thrift_file_is_one_of_the_build_at_its_place()
    {
        ConsumerProject project = await feed.AddAsync("Broken", "Thriftscope", """<ThriftFile Include="shop.thrift" />""", ("shop.thrift", """
            struct Item {
                1: string sku,
                2: Colour colour,
            }
            """));

        (int exitCode, string output) = await project.BuildAsync();

        exitCode.ShouldNotBe(0);
        output.ShouldMatch(@"Broken[/\\]shop\.thrift\(3,8\): error THRIFT\d+: .*Colour");
    }

    private static async Task BuildAsync(ConsumerProject project)
    {
        (int exitCode, string output) = await project.BuildAsync();
        exitCode.ShouldBe(0, output);
    }
}
