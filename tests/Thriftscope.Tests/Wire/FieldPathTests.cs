using System.Buffers;
using Thriftscope.Schema;
using Thriftscope.Wire;

namespace Thriftscope.Tests.Wire;

/// <summary>Errors say where in the value they were met, while it is read, written or converted.</summary>
public class FieldPathTests
{
    private static readonly ThriftModule Module = Idl.Load("""
        struct Item { 1: required string name, 2: double price, 3: map<string, i32> stock }
        struct Order { 1: i32 id, 2: list<Item> items, 3: set<string> tags, 4: map<string, list<Item>> byShop, 5: Pay pay }
        union Pay { 1: i32 card, 2: string cash }
        service Shop { Order placeOrder(1: Order order) }
        """);

    private static readonly MethodSchema PlaceOrder = Module.Service("Shop").Schema.FindMethod("placeOrder")!;

    [Fact]
    public void Reading_a_truncated_list_reports_the_field_path()
    {
        ThriftStruct order = Order();
        byte[] bytes = Encoding.Encode(Arguments(order));
        // The last field of the last item is its price: cut into its 8 bytes, which 3 stops follow.
        ThriftProtocolException e = Refused(bytes[..^7]);

        e.Error.ShouldBe(ThriftProtocolError.Truncated);
        e.Path.ShouldBe("order.items[3].price");
        e.Offset.ShouldBe(bytes.Length - 7);
        e.Message.ShouldEndWith(", in order.items[3].price");
    }

    [Fact]
    public void Reading_a_list_of_the_wrong_elements_reports_the_field_path() =>
        Refused("0c0001" + "0f0002" + "0800000001" + "00000001").Path.ShouldBe("order.items");

    [Fact]
    public void Reading_a_truncated_set_reports_the_field_path() =>
        Refused("0c0001" + "0e0003" + "0b00000002" + "00000001" + "61" + "00000005" + "62").Path.ShouldBe("order.tags[1]");

    [Fact]
    public void Reading_a_truncated_map_reports_the_entry() =>
        Refused("0c0001" + "0d0004" + "0b0f00000001" + "00000001" + "61" + "0c00000001" + "0b0001" + "00000063").Path.ShouldBe("order.byShop[0][0].name");

    [Fact]
    public void Reading_a_struct_without_a_required_field_names_the_field()
    {
        ThriftProtocolException e = Refused("0c0001" + "0f0002" + "0c00000001" + "00" + "00" + "00");

        e.Error.ShouldBe(ThriftProtocolError.MissingField);
        e.Path.ShouldBe("order.items[0].name");
        e.Message.ShouldContain("Item came without its required field");
    }

    [Fact]
    public void Reading_a_message_that_ends_between_two_fields_does_not_blame_the_first() =>
        Refused("0c0001" + "080001" + "00000007").Path.ShouldBe("order");

    [Fact]
    public void Reading_an_unknown_type_does_not_blame_the_field_before() =>
        Refused("0c0001" + "080001" + "00000007" + "630063").Path.ShouldBe("order");

    [Fact]
    public void Writing_a_struct_without_a_required_field_reports_the_method_and_the_path()
    {
        ThriftStruct order = Order();
        ((List<ThriftStruct>)order["items"]!)[2]["name"] = null;
        using MessageBuffer buffer = new();

        ThriftValueException e = Should.Throw<ThriftValueException>(() => MessageCodec.Write(
            buffer, WireFormat.Framed, ThriftLimits.Default, new MessageHeader("placeOrder", MessageType.Call, 1), Arguments(order)));

        e.Path.ShouldBe("placeOrder.order.items[2].name");
        e.Message.ShouldBe("placeOrder.order.items[2].name: a required field needs a value");
        buffer.Length.ShouldBe(0);
    }

    [Fact]
    public void Writing_an_empty_union_reports_the_path()
    {
        ThriftStruct order = Order();
        order["pay"] = Module.NewStruct("Pay");

        ThriftValueException e = Should.Throw<ThriftValueException>(() => Encoding.Encode(Arguments(order)));

        e.Message.ShouldBe("order.pay: the union Pay needs one field with a value, and has 0");
    }

    [Fact]
    public void Writing_a_list_that_a_null_was_added_to_reports_the_path()
    {
        ThriftStruct order = Order();
        ((List<ThriftStruct>)order["items"]!).Add(null!);

        Should.Throw<ThriftValueException>(() => Encoding.Encode(Arguments(order))).Message.ShouldBe("order.items[4]: expected Item, got null");
    }

    [Fact]
    public async Task Converting_an_argument_reports_the_method_and_the_path()
    {
        await using ServiceClient client = Module.Service("Shop").CreateClient(ThriftEndpoint.Parse("tcp://127.0.0.1:1"));
        object[] items = [new { name = "a" }, new { name = "b" }, new { name = "c" }, new { name = "d", price = "a lot" }];

        ThriftValueException e = await Should.ThrowAsync<ThriftValueException>(() => client.CallAsync("placeOrder", new { items }));

        e.Path.ShouldBe("placeOrder.order.items[3].price");
        e.Message.ShouldBe("placeOrder.order.items[3].price: expected double, got the string \"a lot\"");
    }

    [Fact]
    public void Converting_an_entry_of_a_map_reports_its_key()
    {
        object byShop = new Dictionary<string, object> { ["north"] = new[] { new { name = "a", stock = new Dictionary<string, object> { ["x"] = 1L << 40 } } } };

        ThriftValueException e = Should.Throw<ThriftValueException>(() => Module.NewStruct("Order", new { byShop }));

        e.Path.ShouldBe("Order.byShop[north][0].stock[x]");
        e.Message.ShouldBe("Order.byShop[north][0].stock[x]: 1099511627776 (Int64) is out of the range of i32");
    }

    [Fact]
    public void Setting_a_field_reports_the_struct_and_the_field() =>
        Should.Throw<ThriftValueException>(() => Order()["id"] = "one").Path.ShouldBe("Order.id");

    private static ThriftStruct Order() =>
        Module.NewStruct("Order", new { id = 7, items = "abcd".Select(c => new { name = c.ToString(), price = 1.5 }) });

    private static ThriftStruct Arguments(ThriftStruct order) => new(PlaceOrder.Arguments) { ["order"] = order };

    private static ThriftProtocolException Refused(string hex) => Refused(Convert.FromHexString(hex));

    private static ThriftProtocolException Refused(byte[] bytes) =>
        Should.Throw<ThriftProtocolException>(() => Encoding.Decode(PlaceOrder.Arguments, bytes));
}
