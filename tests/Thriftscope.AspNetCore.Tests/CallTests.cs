using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests;

/// <summary>The ways to call a method.</summary>
public class CallTests
{
    private const string Idl = """
        struct Item { 1: required string name, 2: double price = 1.5 }
        service S {
          i32 add(1: i32 a, 2: i32 b = 10), void nothing(), string describe(1: Item item), list<Item> items(1: i32 count),
          map<string, i32> count(1: list<string> words)
        }
        """;

    [Theory]
    [InlineData("tcp://127.0.0.1:0")]
    [InlineData("tcp://127.0.0.1:0?transport=framed")]
    [InlineData("tcp://[::1]:0")]
    [InlineData("tcp://localhost:0")]
    public async Task A_method_is_called_over_tcp(string endpoint)
    {
        await using Loopback loopback = await Loopback.StartAsync(Idl, new Handler(), endpoint: endpoint);

        (await loopback.Client.CallAsync<int>("add", 1, 2).InTime()).ShouldBe(3);
        loopback.Server.Endpoint.Port.ShouldNotBe(0);
        loopback.Server.Endpoint.Transport.ShouldBe(ThriftEndpoint.Parse(endpoint).Transport);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?transport=framed")]
    public async Task A_method_is_called_over_a_unix_socket(string query)
    {
        string path = Path.Combine(Path.GetTempPath(), $"thriftscope-{Guid.NewGuid():N}.sock");
        await using (Loopback loopback = await Loopback.StartAsync(Idl, new Handler(), endpoint: $"unix://{path}{query}"))
        {
            (await loopback.Client.CallAsync<int>("add", 1, 2).InTime()).ShouldBe(3);
            loopback.Server.Endpoint.Port.ShouldBeNull();
        }

        File.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public async Task An_array_is_one_argument()
    {
        await using Loopback loopback = await Loopback.StartAsync(Idl, new Handler());

        Dictionary<string, int> counts = await loopback.Client.CallAsync<Dictionary<string, int>>("count", new string[] { "a", "b", "a" }).InTime();

        counts.ShouldBe(new Dictionary<string, int> { ["a"] = 2, ["b"] = 1 }, ignoreOrder: true);
    }

    [Fact]
    public async Task A_dynamic_call_with_names_may_have_a_cancellation_token()
    {
        await using Loopback loopback = await Loopback.StartAsync(Idl, new Handler());
        dynamic client = loopback.Client;

        object sum = await client.add(a: 1, b: 2, token: CancellationToken.None);
        Func<Task> cancelled = async () => await client.add(a: 1, b: 2, token: new CancellationToken(canceled: true));

        sum.ShouldBe(3);
        await Should.ThrowAsync<OperationCanceledException>(cancelled);
    }

    [Fact]
    public async Task Arguments_by_name_need_no_result_type()
    {
        await using Loopback loopback = await Loopback.StartAsync(Idl, new Handler());

        await loopback.Client.CallAsync("add", new ThriftArguments { ["a"] = 1 }).InTime();
        ThriftValueException e = await Should.ThrowAsync<ThriftValueException>(loopback.Client.CallAsync("add", new ThriftArguments { ["x"] = 1 }));

        e.Message.ShouldContain("it has a, b");
    }

    [Fact]
    public async Task Arguments_go_by_place_by_name_or_by_default()
    {
        await using Loopback loopback = await Loopback.StartAsync(Idl, new Handler());
        ServiceClient client = loopback.Client;

        (await client.CallAsync<int>("add", 1, 2).InTime()).ShouldBe(3);
        (await client.CallAsync<int>("add", 1).InTime()).ShouldBe(11);
        (await client.CallAsync<int>("add", 1, null).InTime()).ShouldBe(11);
        (await client.CallAsync<int>("add", new ThriftArguments { ["b"] = 5, ["a"] = 4 }).InTime()).ShouldBe(9);
        (await client.CallAsync<int>("add", new ThriftArguments { ["a"] = 4, ["b"] = null }).InTime()).ShouldBe(14);
        (await client.CallAsync<int>("add", 1, 2, CancellationToken.None).InTime()).ShouldBe(3);
    }

    [Fact]
    public async Task Dynamic_calls_take_arguments_by_place_and_by_name()
    {
        await using Loopback loopback = await Loopback.StartAsync(Idl, new Handler());
        dynamic client = loopback.Client;

        ((int)await client.add(1, 2)).ShouldBe(3);
        ((int)await client.add(b: 5, a: 4)).ShouldBe(9);
        ((int)await client.add(4, b: 5)).ShouldBe(9);
        ((int)await client.add(a: 4)).ShouldBe(14);
        ((object?)await client.nothing()).ShouldBeNull();
        ((double)(await client.items(1))[0].price).ShouldBe(1.5);
        ((string)await client.describe(new { name = "tea" })).ShouldBe("tea at 1.5");
        ((IEnumerable<string>)loopback.Client.GetDynamicMemberNames()).ShouldBe(["add", "nothing", "describe", "items", "count"]);
    }

    [Fact]
    public async Task Results_come_as_the_type_that_is_asked_for()
    {
        await using Loopback loopback = await Loopback.StartAsync(Idl, new Handler());
        ServiceClient client = loopback.Client;

        (await client.CallAsync<long>("add", 1, 2).InTime()).ShouldBe(3L);
        (await client.CallAsync<Item[]>("items", 2).InTime()).ShouldBe([new Item("item 0", 1.5), new Item("item 1", 1.5)]);
        (await client.CallAsync<IReadOnlyList<ThriftStruct>>("items", 1).InTime())[0]["name"].ShouldBe("item 0");
        (await client.CallAsync<Dictionary<string, long>>("count", new ThriftArguments { ["words"] = new[] { "a", "b", "a" } }).InTime())
            .ShouldBe(new Dictionary<string, long> { ["a"] = 2, ["b"] = 1 });
        await client.CallAsync("nothing").InTime();
        (await client.CallAsync<object?>("nothing").InTime()).ShouldBeNull();
    }

    [Fact]
    public async Task A_result_that_does_not_fit_says_which()
    {
        await using Loopback loopback = await Loopback.StartAsync(Idl, new Handler());

        (await Should.ThrowAsync<ThriftValueException>(() => loopback.Client.CallAsync<Guid>("add", 1, 2)))
            .Message.ShouldBe("add: a Thrift value of type Int32 can't become a Guid");
        (await Should.ThrowAsync<ThriftValueException>(() => loopback.Client.CallAsync<byte>("add", 1000, 2)))
            .Message.ShouldBe("add: 1002 (Int32) is out of the range of Byte");
    }

    [Fact]
    public async Task A_wrong_call_lists_what_is_right_and_sends_nothing()
    {
        ThriftService service = Loopback.Load(Idl);
        await using ServiceClient client = service.CreateClient(ThriftEndpoint.Parse("tcp://127.0.0.1:1"));

        (await Should.ThrowAsync<ArgumentException>(() => client.CallAsync("ad")))
            .Message.ShouldStartWith("S has no method \"ad\"; it has add, nothing, describe, items, count.");
        (await Should.ThrowAsync<ArgumentException>(() => client.CallAsync<int>("nothing")))
            .Message.ShouldBe("nothing has no result, where Int32 is wanted: call it by CallAsync without a type.");
        (await Should.ThrowAsync<ArgumentException>(() => client.CallAsync("add", 1, 2, 3)))
            .Message.ShouldBe("3 arguments were given for i32 add(1: i32 a, 2: i32 b).");
        (await Should.ThrowAsync<ThriftValueException>(() => client.CallAsync<int>("add", new ThriftArguments { ["c"] = 1 })))
            .Message.ShouldBe("add has no field \"c\"; it has a, b");
        (await Should.ThrowAsync<ThriftValueException>(() => client.CallAsync<int>("add", "one")))
            .Message.ShouldBe("add.a: expected i32, got the string \"one\"");
        (await Should.ThrowAsync<ThriftValueException>(() => client.CallAsync<int>("add", new { a = 1, b = 2 })))
            .Message.ShouldBe("add.a: expected i32, got an anonymous object. Arguments by name are ThriftArguments: new ThriftArguments { [\"a\"] = … }.");
    }

    [Fact]
    public async Task Arguments_by_place_that_are_forgotten_are_named_and_nothing_is_sent()
    {
        ThriftService service = Loopback.Load("service S { void put(1: i32 a, 2: i32 b, 3: i32 c = 7, 4: required string d) }");
        await using ServiceClient client = service.CreateClient(ThriftEndpoint.Parse("tcp://127.0.0.1:1"));

        (await Should.ThrowAsync<ArgumentException>(() => client.CallAsync("put", 1, CancellationToken.None))).Message.ShouldBe(
            "void put(1: i32 a, 2: i32 b, 3: i32 c, 4: string d) was called without b, d. A null stands for an argument that is not to be sent. "
            + "Arguments by name are ThriftArguments: new ThriftArguments { [\"b\"] = … }.");
        (await Should.ThrowAsync<ArgumentException>(() => client.CallAsync("put"))).Message.ShouldContain("without a, b, d.");
    }

    [Fact]
    public async Task Arguments_that_are_optional_or_have_a_default_may_be_left_out_at_the_end()
    {
        await using Loopback loopback = await Loopback.StartAsync("service S { string text(1: i32 a, 2: optional i32 b, 3: i32 c = 7) }", new Texts());

        (await loopback.Client.CallAsync<string>("text", 1).InTime()).ShouldBe("1, , 7");
        (await loopback.Client.CallAsync<string>("text", 1, 2).InTime()).ShouldBe("1, 2, 7");
    }

    [Fact]
    public async Task A_call_that_can_not_be_written_leaves_the_connection_as_it_was()
    {
        await using Loopback loopback = await Loopback.StartAsync(Idl, new Handler());

        (await Should.ThrowAsync<ThriftValueException>(() => loopback.Client.CallAsync("describe", new { price = 2 })))
            .Message.ShouldBe("describe.item.name: a required field needs a value");
        (await loopback.Client.CallAsync<int>("add", 1, 2).InTime()).ShouldBe(3);
    }

    [Fact]
    public async Task A_required_argument_without_a_value_is_not_sent()
    {
        await using Loopback loopback = await Loopback.StartAsync("service S { i32 twice(1: required i32 number) }", new Twice());

        (await Should.ThrowAsync<ThriftValueException>(() => loopback.Client.CallAsync<int>("twice", new ThriftArguments()))).Message
            .ShouldBe("twice.number: a required field needs a value");
        (await loopback.Client.CallAsync<int>("twice", 4).InTime()).ShouldBe(8);
    }

    [Fact]
    public async Task A_method_may_have_the_name_of_one_that_every_object_has()
    {
        await using Loopback loopback = await Loopback.StartAsync("service S { string close(), string toString(), string callAsync(1: string text) }", new Awkward());
        dynamic client = loopback.Client;

        (await loopback.Client.CallAsync<string>("close").InTime()).ShouldBe("closed");
        (await loopback.Client.CallAsync<string>("toString").InTime()).ShouldBe("text");
        (await loopback.Client.CallAsync<string>("callAsync", "me").InTime()).ShouldBe("called me");
        ((string)await client.close()).ShouldBe("closed");
    }

    [Fact]
    public async Task A_set_stays_a_set_on_both_ways()
    {
        Sets handler = new();
        await using Loopback loopback = await Loopback.StartAsync("service S { set<i32> odd(1: set<i32> numbers) }", handler);

        object? odd = await loopback.Client.CallAsync<object>("odd", new[] { 3, 1, 2, 3 }).InTime();

        odd.ShouldBeOfType<HashSet<int>>().ShouldBe([1, 3], ignoreOrder: true);
        handler.Seen.ShouldBeOfType<HashSet<int>>().ShouldBe([1, 2, 3], ignoreOrder: true);
    }

    private sealed class Texts
    {
        public string Text(int a, int? b, int c) => $"{a}, {b}, {c}";
    }

    private sealed class Twice
    {
        public int TwiceAsync(int number) => 2 * number;
    }

    private sealed class Awkward
    {
        public string Close() => "closed";

        public string ToStringAsync() => "text";

        public string CallAsync(string text) => $"called {text}";
    }

    private sealed class Sets
    {
        public object? Seen { get; private set; }

        public IEnumerable<int> Odd(ISet<int> numbers)
        {
            Seen = numbers;
            return numbers.Where(n => n % 2 == 1);
        }
    }

    private sealed record Item(string Name, double Price);

    private sealed class Handler
    {
        public int Add(int a, int b) => a + b;

        public void Nothing()
        {
        }

        public string Describe(Item item) => $"{item.Name} at {item.Price}";

        public IEnumerable<object> Items(int count) => Enumerable.Range(0, count).Select(i => new { name = $"item {i}" });

        public Dictionary<string, int> Count(string[] words) => words.CountBy(w => w).ToDictionary();
    }
}
