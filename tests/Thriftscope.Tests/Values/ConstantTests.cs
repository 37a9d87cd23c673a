using System.Collections;

namespace Thriftscope.Tests.Values;

public class ConstantTests
{
    private static readonly ThriftModule Module = Idl.Load("""
        enum Color { RED = 1, GREEN = 2 }
        struct Point { 1: i32 x = 5, 2: i32 y, 3: Color color }
        const bool Flag = true
        const i8 Small = -128
        const i64 Large = 9223372036854775807
        const double Half = 0.5
        const double Whole = 2
        const string Text = "grüße"
        const binary Bytes = "ab"
        const uuid Id = "00112233-4455-6677-8899-aabbccddeeff"
        const Color Favourite = Color.GREEN
        const i32 Same = Favourite
        const list<Color> Colors = [Color.RED, 2]
        const set<string> Names = ["a", "b", "a"]
        const Point Origin = {"y": 7, "color": Color.RED}
        const map<string, list<Point>> Paths = {"home": [Origin, {"x": 1}]}
        """);

    public static TheoryData<string, object> Plain => new()
    {
        { "Flag", true }, { "Small", (sbyte)-128 }, { "Large", long.MaxValue }, { "Half", 0.5 }, { "Whole", 2.0 }, { "Text", "grüße" },
        { "Id", Guid.Parse("00112233-4455-6677-8899-aabbccddeeff") }, { "Favourite", 2 }, { "Same", 2 },
    };

    [Theory]
    [MemberData(nameof(Plain))]
    public void A_constant_has_its_declared_type(string name, object expected)
    {
        object value = Module.Constant(name);

        value.ShouldBe(expected);
        value.GetType().ShouldBe(expected.GetType());
    }

    [Fact]
    public void Collections_and_structs_are_built_with_references_and_defaults()
    {
        Module.Constant("Bytes").ShouldBeOfType<byte[]>().ShouldBe("ab"u8.ToArray());
        Module.Constant("Colors").ShouldBeOfType<List<int>>().ShouldBe([1, 2]);
        Module.Constant("Names").ShouldBeOfType<HashSet<string>>().ShouldBe(["a", "b"], ignoreOrder: true);
        Module.Constant("Origin").ToString().ShouldBe("Point{x=5, y=7, color=RED}");
        ((IDictionary)Module.Constant("Paths"))["home"].ShouldBeOfType<List<ThriftStruct>>().Select(p => p.ToString())
            .ShouldBe(["Point{x=5, y=7, color=RED}", "Point{x=1}"]);
    }

    [Fact]
    public void A_constant_asked_for_twice_is_equal_and_not_the_same()
    {
        List<int> first = (List<int>)Module.Constant("Colors");
        first.Add(3);

        ((List<int>)Module.Constant("Colors")).ShouldBe([1, 2]);
        Module.Constant("Origin").Equals(Module.Constant("Origin")).ShouldBeTrue();
        Module.Constant("Origin").ShouldNotBeSameAs(Module.Constant("Origin"));
    }
}
