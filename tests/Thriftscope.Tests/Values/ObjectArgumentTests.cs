using System.Collections;
using System.Dynamic;

namespace Thriftscope.Tests.Values;

/// <summary>Objects of the user's that stand for structs.</summary>
public class ObjectArgumentTests
{
    private const string Tea = "Item{name=\"tea\", unit_price=2.5, tags=[\"hot\"], origin=Place{city=\"Uji\"}}";

    private static readonly ThriftModule Module = Idl.Load("""
        struct Place { 1: string city }
        struct Item { 1: string name, 2: double unit_price, 3: list<string> tags, 4: Place origin, 5: optional i32 stock }
        struct Empty {}
        """);

    public static TheoryData<string, object> Teas
    {
        get
        {
            dynamic expando = new ExpandoObject();
            expando.name = "tea";
            expando.unit_price = 2.5;
            expando.tags = new List<object> { "hot" };
            expando.origin = new ExpandoObject();
            expando.origin.city = "Uji";
            return new()
            {
                { "anonymous object", new { name = "tea", unit_price = 2.5, tags = new[] { "hot" }, origin = new { city = "Uji" } } },
                { "names in another style", new { Name = "tea", UnitPrice = 2.5f, TAGS = new[] { "hot" }, Origin = new { City = "Uji" } } },
                { "class", new ItemClass { Name = "tea", UnitPrice = 2.5m, Tags = ["hot"], Origin = new PlaceRecord("Uji") } },
                { "class with more", new StockedItem { Name = "tea", UnitPrice = 2.5m, Tags = ["hot"], Origin = new PlaceRecord("Uji") } },
                { "record", new ItemRecord("tea", 2.5, ["hot"], new PlaceRecord("Uji"), null) },
                { "dictionary", new Dictionary<string, object?> { ["name"] = "tea", ["unit_price"] = 2.5, ["tags"] = new[] { "hot" }, ["origin"] = new Hashtable { ["city"] = "Uji" }, ["stock"] = null } },
                { "ExpandoObject", expando },
                { "struct", Module.NewStruct("Item", new { name = "tea", unit_price = 2.5, tags = new[] { "hot" }, origin = new { city = "Uji" } }) },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Teas), DisableDiscoveryEnumeration = true)]
    public void An_object_whose_properties_match_is_a_struct(string kind, object given) =>
        Module.NewStruct("Item", given).ToString().ShouldBe(Tea, kind);

    public static TheoryData<object, string> Misfits => new()
    {
        { new ItemTitle("tea"), "Item: no property of ItemTitle is a field of Item: name, unit_price, tags, origin, stock" },
        { new { name = "tea", unit_prise = 2.5 }, "Item: Item has no field \"unit_prise\"; it has name, unit_price, tags, origin, stock" },
        { new { origin = new { city = "Uji", zip = 1 } }, "Item.origin: Place has no field \"zip\"; it has city" },
        { new { name = new { first = "tea" } }, "Item.name: expected string, got an anonymous object" },
        { new Dictionary<string, object> { ["title"] = "tea" }, "Item: Item has no field \"title\"; it has name, unit_price, tags, origin, stock" },
        { new Dictionary<int, object> { [1] = "tea" }, "Item: expected the name of a field, got 1 (Int32)" },
        { "tea", "Item: expected Item, got the string \"tea\"" },
        { 5, "Item: expected Item, got 5 (Int32)" },
        { true, "Item: expected Item, got a Boolean" },
        { new[] { 1 }, "Item: expected Item, got a Int32[]" },
        { Module.NewStruct("Place"), "Item: expected Item, got a ThriftStruct" },
        { new { origin = new { city = 5 } }, "Item.origin.city: expected string, got 5 (Int32)" },
        { new { origin = "Uji" }, "Item.origin: expected Place, got the string \"Uji\"" },
    };

    [Theory]
    [MemberData(nameof(Misfits), DisableDiscoveryEnumeration = true)]
    public void An_object_that_does_not_match_says_why(object given, string message) =>
        Should.Throw<ThriftValueException>(() => Module.NewStruct("Item", given)).Message.ShouldStartWith(message);

    [Fact]
    public void An_empty_struct_is_any_object() => Module.NewStruct("Empty", new ItemTitle("tea")).ToString().ShouldBe("Empty{}");

    [Fact]
    public void An_empty_anonymous_object_is_a_struct_without_values() => Module.NewStruct("Item", new { }).ToString().ShouldBe("Item{}");

    [Fact]
    public void A_property_that_is_null_or_can_not_be_read_is_left_out() =>
        Module.NewStruct("Item", new WriteOnly { Name = "secret", Stock = 3 }).ToString().ShouldBe("Item{stock=3}");

    private class ItemClass
    {
        public required string Name { get; init; }

        public decimal UnitPrice { get; set; }

        public IReadOnlyCollection<string> Tags { get; set; } = [];

        public PlaceRecord? Origin { get; set; }

        public int? Stock { get; set; }
    }

    private sealed class StockedItem : ItemClass
    {
        public string Shelf { get; set; } = "left out";
    }

    private sealed record ItemTitle(string Title);

    private sealed record ItemRecord(string Name, double UnitPrice, string[] Tags, PlaceRecord Origin, int? Stock);

    private sealed record PlaceRecord(string City);

    private sealed class WriteOnly
    {
        private string _name = "";

        public string Name
        {
            set => _name = value;
        }

        public int Stock { get; set; }

        public double? UnitPrice => _name.Length == 0 ? 1 : null;
    }

    [Fact]
    public void An_object_that_contains_itself_is_refused()
    {
        ThriftModule module = Idl.Load("struct Node { 1: Node next }");
        Ring ring = new();
        ring.Next = ring;

        Should.Throw<ThriftValueException>(() => module.NewStruct("Node", ring)).Message.ShouldContain("does it contain itself?");
    }

    [Fact]
    public void Two_fields_of_a_union_are_refused_and_not_silently_one()
    {
        ThriftModule module = Idl.Load("union U { 1: string text, 2: i32 number } struct S { 1: U u }");

        Should.Throw<ThriftValueException>(() => module.NewStruct("S", new { U = new { Text = "x", Number = 4 } }))
            .Message.ShouldBe("S.u: the union U holds one field, and was given text and number");
        module.NewStruct("S", new { U = new { Text = "x" } }).ToString().ShouldBe("S{u=U{text=\"x\"}}");
    }

    private sealed class Ring
    {
        public Ring? Next { get; set; }
    }
}
