using System.Collections;
using System.Collections.ObjectModel;

namespace Thriftscope.Tests.Values;

/// <summary>What a field or a result may be asked for as.</summary>
public class ObjectResultTests
{
    private static readonly ThriftModule Module = Idl.Load("""
        enum Color { RED = 1, GREEN = 2 }
        struct Place { 1: string city }
        struct S {
          1: i32 number, 2: double real, 3: string text, 4: binary bytes, 5: uuid id, 6: Color color, 7: list<i32> ints, 8: set<string> names,
          9: map<string, i32> counts, 10: Place place, 11: list<Place> places, 12: map<string, list<Place>> byName, 13: i8 small, 14: bool flag, 15: i64 large
        }
        """);

    private static readonly ThriftStruct Value = Module.NewStruct("S", new
    {
        number = 300,
        real = 1.5,
        text = "t",
        bytes = new byte[] { 1, 2 },
        id = Guid.Empty,
        color = "GREEN",
        ints = new[] { 1, 2 },
        names = new[] { "a" },
        counts = new Dictionary<string, int> { ["a"] = 1 },
        place = new { city = "Uji" },
        places = new[] { new { city = "Uji" } },
        byName = new Dictionary<string, object> { ["x"] = new[] { new { city = "Uji" } } },
        small = -1,
        flag = true,
        large = 1L << 40,
    });

    private enum Paint
    {
        Red = 1,
        Green = 2,
    }

    private enum SmallPaint : byte
    {
        Green = 2,
    }

    [Fact]
    public void A_number_is_any_type_of_number_that_holds_it()
    {
        Value.Get<int>("number").ShouldBe(300);
        Value.Get<long>("number").ShouldBe(300L);
        Value.Get<uint?>("number").ShouldBe(300u);
        Value.Get<double>("number").ShouldBe(300.0);
        Value.Get<decimal>("real").ShouldBe(1.5m);
        Value.Get<float>("real").ShouldBe(1.5f);
        Value.Get<int>("small").ShouldBe(-1);
        Value.Get<ulong>("large").ShouldBe(1UL << 40);
        Value.Get<object>("number").ShouldBe(300);
    }

    [Fact]
    public void An_enum_is_a_number_or_an_enum_of_dotnet_which_may_not_know_it()
    {
        Value.Get<int>("color").ShouldBe(2);
        Value.Get<Paint>("color").ShouldBe(Paint.Green);
        Value.Get<Paint?>("color").ShouldBe(Paint.Green);
        Value.Get<SmallPaint>("color").ShouldBe(SmallPaint.Green);
        Module.NewStruct("S", new { color = 77 }).Get<Paint>("color").ShouldBe((Paint)77);
        Module.NewStruct("S").Get<Paint?>("color").ShouldBeNull();
    }

    [Fact]
    public void A_list_or_set_is_any_collection()
    {
        Value.Get<int[]>("ints").ShouldBe([1, 2]);
        Value.Get<List<long>>("ints").ShouldBe([1L, 2L]);
        Value.Get<IReadOnlyList<short>>("ints").ShouldBe([(short)1, (short)2]);
        Value.Get<HashSet<int>>("ints").ShouldBe([1, 2]);
        Value.Get<ISet<int>>("ints").ShouldBe([1, 2]);
        Value.Get<IEnumerable>("ints").ShouldNotBeNull().Cast<int>().ShouldBe([1, 2]);
        Value.Get<Queue<int>>("ints").ShouldBe([1, 2]);
        Value.Get<string[]>("names").ShouldBe(["a"]);
        Value.Get<Paint[]>("ints").ShouldBe([Paint.Red, Paint.Green]);
        Value.Get<ReadOnlyMemory<byte>>("bytes").ToArray().ShouldBe([1, 2]);
    }

    [Fact]
    public void A_map_is_any_dictionary_with_keys_and_values_converted()
    {
        Value.Get<Dictionary<string, long>>("counts").ShouldBe(new Dictionary<string, long> { ["a"] = 1 });
        Value.Get<IReadOnlyDictionary<string, int?>>("counts").ShouldNotBeNull()["a"].ShouldBe(1);
        Value.Get<IDictionary<string, PlaceClass[]>>("byName").ShouldNotBeNull()["x"][0].City.ShouldBe("Uji");
    }

    [Fact]
    public void A_struct_is_a_class_or_a_record_or_stays_a_struct()
    {
        Value.Get<PlaceClass>("place").ShouldNotBeNull().City.ShouldBe("Uji");
        Value.Get<PlaceRecord>("place").ShouldBe(new PlaceRecord("Uji"));
        Value.Get<PlaceValue>("place").ShouldBe(new PlaceValue("Uji"));
        Value.Get<ThriftStruct>("place").ShouldBeSameAs(Value["place"]);
        Value.Get<List<PlaceRecord>>("places").ShouldBe([new PlaceRecord("Uji")]);
    }

    [Fact]
    public void Constructor_parameters_and_settable_properties_are_filled_and_the_rest_is_left()
    {
        ThriftStruct holder = Idl.Load("struct Place { 1: string city } struct Item { 1: string name, 2: i32 unit_price, 3: i32 stock, 4: i32 extra, 5: list<Place> places } struct H { 1: Item item }")
            .NewStruct("H", new { item = new { name = "tea", unit_price = 3, extra = 9, places = new[] { new { city = "Uji" } } } });

        Item item = holder.Get<Item>("item").ShouldNotBeNull();

        (item.Name, item.UnitPrice, item.Stock, item.Unknown).ShouldBe(("tea", 3L, null, "kept"));
        item.Places.ShouldBe([new PlaceRecord("Uji")]);
    }

    public static TheoryData<string, Type, string> Impossible => new()
    {
        { "number", typeof(string), "S.number: a Thrift value of type Int32 can't become a String" },
        { "number", typeof(byte), "S.number: 300 (Int32) is out of the range of Byte" },
        { "number", typeof(bool), "S.number: a Thrift value of type Int32 can't become a Boolean" },
        { "number", typeof(char), "S.number: a Thrift value of type Int32 can't become a Char" },
        { "real", typeof(int), "S.real: a Thrift value of type Double can't become a Int32" },
        { "text", typeof(int), "S.text: a Thrift value of type String can't become a Int32" },
        { "text", typeof(Guid), "S.text: a Thrift value of type String can't become a Guid" },
        { "flag", typeof(int), "S.flag: a Thrift value of type Boolean can't become a Int32" },
        { "ints", typeof(int), "S.ints: a Thrift value of type List`1 can't become a Int32" },
        { "ints", typeof(Dictionary<int, int>), "S.ints: a Thrift value of type List`1 can't become a Dictionary`2" },
        { "ints", typeof(Guid[]), "S.ints[0]: a Thrift value of type Int32 can't become a Guid" },
        { "ints", typeof(Collection), "S.ints: a Thrift value of type List`1 can't become a Collection" },
        { "counts", typeof(int[]), "S.counts: a Thrift value of type Dictionary`2 can't become a Int32[]" },
        { "counts", typeof(Dictionary<string, Guid>), "S.counts[a]: a Thrift value of type Int32 can't become a Guid" },
        { "number", typeof(SmallPaint), "S.number: 300 (Int32) is out of the range of Byte" },
        { "place", typeof(string), "S.place: a Place can't become a String" },
        { "place", typeof(int), "S.place: a Place can't become a Int32" },
        { "place", typeof(PlaceOfNumber), "S.place.city: a Thrift value of type String can't become a Int32" },
        { "place", typeof(Abstract), "S.place: a Place can't become a Abstract: it has no public constructor" },
        { "byName", typeof(Dictionary<string, PlaceOfNumber[]>), "S.byName[x][0].city: a Thrift value of type String can't become a Int32" },
    };

    [Theory]
    [MemberData(nameof(Impossible), DisableDiscoveryEnumeration = true)]
    public void What_can_not_be_made_says_which_and_why(string field, Type target, string message)
    {
        Func<string, object?> get = Value.Get<object>;
        System.Reflection.MethodInfo typed = get.Method.GetGenericMethodDefinition().MakeGenericMethod(target);

        Should.Throw<ThriftValueException>(() => typed.Invoke(Value, System.Reflection.BindingFlags.DoNotWrapExceptions, null, [field], null))
            .Message.ShouldStartWith(message);
    }

    private sealed class PlaceClass
    {
        public string? City { get; set; }
    }

    private sealed record PlaceRecord(string City);

    private readonly record struct PlaceValue(string City);

    private sealed class PlaceOfNumber
    {
        public int City { get; set; }
    }

    private abstract class Abstract
    {
        public string? City { get; set; }
    }

    private sealed class Collection : Collection<int>;

    private sealed class Item(string name, long unitPrice)
    {
        public string Name => name;

        public long UnitPrice => unitPrice;

        public int? Stock { get; set; }

        public PlaceRecord[] Places { get; init; } = [];

        public string Unknown { get; set; } = "kept";
    }

    [Fact]
    public void A_value_type_without_a_constructor_will_do()
    {
        Value.Get<PlainPlace>("place").City.ShouldBe("Uji");
    }

    [Fact]
    public void A_parameter_of_a_record_that_has_no_field_keeps_its_default()
    {
        Value.Get<PlaceWithDefault>("place").ShouldBe(new PlaceWithDefault("Uji", 5));
    }

    [Fact]
    public void Two_fields_that_differ_only_in_underscores_do_not_break_the_rest()
    {
        ThriftStruct s = Idl.Load("struct S { 1: i32 unit_price, 2: i32 unitPrice } struct Outer { 1: S s }").NewStruct("Outer", new { S = new { UnitPrice = 3 } });

        s.Get<Priced>("s")!.UnitPrice.ShouldBe(3);
    }

    private struct PlainPlace
    {
        public string City { get; set; }
    }

    private sealed record PlaceWithDefault(string City, int Population = 5);

    private sealed class Priced
    {
        public int UnitPrice { get; set; }
    }
}
