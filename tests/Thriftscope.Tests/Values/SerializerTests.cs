using System.Buffers;
using Thriftscope.Schema;
using Thriftscope.Wire;

namespace Thriftscope.Tests.Values;

/// <summary>What the serializer does beyond reading and writing: trailing bytes, limits, classes, readable JSON.</summary>
public class SerializerTests
{
    private static readonly ThriftModule Module = Idl.Load("""
        enum Size { SMALL = 1, LARGE = 2 }
        struct Item { 1: string name, 2: double price, 3: Size size, 4: binary photo }
        struct Order { 1: required i64 id, 2: list<Item> items, 3: map<i32, string> notes }
        union Either { 1: i32 a, 2: i32 b }
        """);

    public static TheoryData<ThriftProtocol> Protocols => [.. Enum.GetValues<ThriftProtocol>()];

    private static StructSchema Order => Module.Struct("Order");

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Bytes_behind_the_struct_are_an_error(ThriftProtocol protocol)
    {
        byte[] bytes = ThriftSerializer.Serialize(Order, new { id = 7 }, protocol);

        ThriftProtocolException e = Should.Throw<ThriftProtocolException>(() => ThriftSerializer.Deserialize(Order, (byte[])[.. bytes, 1, 2], protocol));

        e.Error.ShouldBe(ThriftProtocolError.InvalidData);
        e.Message.ShouldContain("2 more bytes stand behind the struct");
        e.Offset.ShouldBe(bytes.Length);
        e.Path.ShouldBe("Order");
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void The_path_of_an_error_begins_with_the_struct(ThriftProtocol protocol)
    {
        byte[] bytes = ThriftSerializer.Serialize(Order, new { id = 7, items = new[] { new { name = "a long name" } } }, protocol);
        ReadOnlySequence<byte> sequence = new(bytes);
        ThriftLimits limits = new() { MaxStringLength = 5 };

        Should.Throw<ThriftProtocolException>(() => ThriftSerializer.Deserialize(Order, sequence, protocol, limits))
            .Path.ShouldBe("Order.items[0].name");
        Should.Throw<ThriftValueException>(() => ThriftSerializer.Serialize(Module.NewStruct("Order"), protocol)).Path.ShouldBe("Order.id");
        Should.Throw<ThriftValueException>(() => ThriftSerializer.Serialize(Order, new { id = "x" }, protocol)).Path.ShouldBe("Order.id");
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void A_message_over_the_limit_is_not_read(ThriftProtocol protocol)
    {
        byte[] bytes = ThriftSerializer.Serialize(Order, new { id = 7 }, protocol);
        ThriftLimits limits = new() { MaxMessageSize = bytes.Length - 1 };

        Should.Throw<ThriftProtocolException>(() => ThriftSerializer.Deserialize(Order, new ReadOnlySequence<byte>(bytes), protocol, limits))
            .Error.ShouldBe(ThriftProtocolError.SizeLimit);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Classes_of_the_users_own_are_written_and_read(ThriftProtocol protocol)
    {
        Purchase purchase = new(7, [new Thing("tea", 4.5)]);

        byte[] bytes = ThriftSerializer.Serialize(Order, purchase, protocol);
        Purchase read = ThriftSerializer.Deserialize<Purchase>(Order, bytes, protocol);

        read.Id.ShouldBe(7);
        read.Items.ShouldBe(purchase.Items);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void More_structs_than_the_limit_are_refused(ThriftProtocol protocol)
    {
        byte[] bytes = ThriftSerializer.Serialize(Order, new { id = 7, items = Enumerable.Repeat(new { name = "x" }, 100) }, protocol);
        ReadOnlySequence<byte> sequence = new(bytes);

        _ = ThriftSerializer.Deserialize(Order, sequence, protocol, new ThriftLimits { MaxStructs = 101 });
        Should.Throw<ThriftProtocolException>(() => ThriftSerializer.Deserialize(Order, sequence, protocol, new ThriftLimits { MaxStructs = 100 }))
            .Error.ShouldBe(ThriftProtocolError.SizeLimit);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void A_list_over_the_limit_is_refused(ThriftProtocol protocol)
    {
        ReadOnlySequence<byte> bytes = new(ThriftSerializer.Serialize(Order, new { id = 7, notes = Enumerable.Range(0, 4).ToDictionary(i => i, _ => "x") }, protocol));

        _ = ThriftSerializer.Deserialize(Order, bytes, protocol, new ThriftLimits { MaxContainerSize = 4 });
        Should.Throw<ThriftProtocolException>(() => ThriftSerializer.Deserialize(Order, bytes, protocol, new ThriftLimits { MaxContainerSize = 3 }))
            .Error.ShouldBe(ThriftProtocolError.SizeLimit);
    }

    [Fact]
    public void Binary_is_the_protocol_when_none_is_named()
    {
        ThriftStruct order = Module.NewStruct("Order", new { id = 7 });

        ThriftSerializer.Serialize(order).ShouldBe(ThriftSerializer.Serialize(order, ThriftProtocol.Binary));
        ThriftSerializer.Deserialize(Order, ThriftSerializer.Serialize(order)).Equals(order).ShouldBeTrue();
    }

    [Fact]
    public void JSON_for_people_keeps_the_sign_of_zero()
    {
        ThriftStruct value = Idl.S("1: double a");
        value["a"] = -0.0;

        double read = (double)ThriftSerializer.FromJson(value.Schema, ThriftSerializer.ToJson(value))["a"]!;

        double.IsNegative(read).ShouldBeTrue();
    }

    [Fact]
    public void A_protocol_that_does_not_exist_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => ThriftSerializer.Serialize(Module.NewStruct("Order", new { id = 7 }), (ThriftProtocol)9));
        Should.Throw<ArgumentOutOfRangeException>(() => ThriftSerializer.Deserialize(Order, new byte[1], (ThriftProtocol)9));
    }

    [Fact]
    public void Readable_json_has_the_names_of_fields_and_members()
    {
        ThriftStruct order = Module.NewStruct("Order", new
        {
            id = 7,
            items = new[] { new { name = "Tee für 2", price = 4.5, size = "LARGE", photo = new byte[] { 0, 255 } } },
            notes = new Dictionary<int, string> { [1] = "x" },
        });

        string json = ThriftSerializer.ToJson(order);

        json.ShouldBe("""{"id":7,"items":[{"name":"Tee für 2","price":4.5,"size":"LARGE","photo":"AP8="}],"notes":{"1":"x"}}""");
        ThriftSerializer.FromJson(Order, json).Equals(order).ShouldBeTrue();
        ThriftSerializer.FromJson(Order, ThriftSerializer.ToJson(order, indented: true)).Equals(order).ShouldBeTrue();
        ThriftSerializer.ToJson(order, indented: true).ShouldContain("\n  \"id\": 7");
    }

    [Fact]
    public void Json_that_does_not_fit_says_where()
    {
        Should.Throw<ThriftValueException>(() => ThriftSerializer.FromJson(Order, """{"items": [{"price": "x"}]}""")).Path.ShouldBe("Order.items[0].price");
        Should.Throw<ThriftValueException>(() => ThriftSerializer.FromJson(Order, """{"ids": 7}""")).Message.ShouldContain("Order has no field \"ids\"");
        Should.Throw<ThriftValueException>(() => ThriftSerializer.FromJson(Order, "{")).Message.ShouldContain("expected JSON");
    }

    [Fact]
    public void A_struct_that_contains_itself_has_no_readable_json()
    {
        ThriftStruct node = Idl.Load("struct Node { 1: list<Node> nodes }").NewStruct("Node");
        node["nodes"] = new[] { node };

        Should.Throw<ThriftProtocolException>(() => ThriftSerializer.ToJson(node)).Error.ShouldBe(ThriftProtocolError.DepthLimit);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Every_protocol_has_one_name(ThriftProtocol protocol)
    {
        WireNames.TryParse(WireNames.Of(protocol), out ThriftProtocol parsed).ShouldBeTrue();
        parsed.ShouldBe(protocol);
        WireNames.AllProtocols.ShouldContain(WireNames.Of(protocol));
        WireNames.TryParse("xml", out ThriftProtocol _).ShouldBeFalse();
    }

    private sealed record Thing(string Name, double Price);

    private sealed record Purchase(long Id, IReadOnlyList<Thing> Items);
}
