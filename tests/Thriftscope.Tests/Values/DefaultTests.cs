namespace Thriftscope.Tests.Values;

public class DefaultTests
{
    private static readonly ThriftModule Module = Idl.Load("""
        struct Inner { 1: i32 x = 3 }
        struct S {
          1: i32 a = 5, 2: list<i32> list = [1, 2], 3: map<string, list<i32>> map = {"k": [9]}, 4: optional string o = "o",
          5: required double r = 1, 6: Inner inner = {"x": 4}, 7: i32 none
        }
        union U { 1: i32 a = 7, 2: string b }
        """);

    [Fact]
    public void A_new_struct_has_them_all() =>
        Module.NewStruct("S").ToString().ShouldBe("S{a=5, list=[1, 2], map={\"k\": [9]}, o=\"o\", r=1, inner=Inner{x=4}}");

    [Fact]
    public void Each_struct_has_collections_and_structs_of_its_own()
    {
        ThriftStruct first = Module.NewStruct("S");
        ((List<int>)first["list"]!).Add(3);
        ((Dictionary<string, List<int>>)first["map"]!)["k"].Add(10);
        ((ThriftStruct)first["inner"]!)["x"] = 0;

        Module.NewStruct("S").ToString().ShouldBe("S{a=5, list=[1, 2], map={\"k\": [9]}, o=\"o\", r=1, inner=Inner{x=4}}");
    }

    [Fact]
    public void Null_takes_a_default_away_and_a_reader_puts_it_back()
    {
        ThriftStruct s = Module.NewStruct("S", new Dictionary<string, object?> { ["a"] = null, ["list"] = null });

        s.IsSet("a").ShouldBeFalse();
        Encoding.Decode(s.Schema, Encoding.Encode(s))["a"].ShouldBe(5);
    }

    [Fact]
    public void An_object_that_has_null_for_a_field_keeps_the_default() =>
        Module.NewStruct("S", new { a = (int?)null, none = 1 })["a"].ShouldBe(5);

    [Fact]
    public void What_is_read_replaces_a_default()
    {
        ThriftStruct s = Module.NewStruct("S", new { a = 1, list = Array.Empty<int>(), o = "", inner = new { x = 0 } });

        Encoding.Decode(s.Schema, Encoding.Encode(s)).Equals(s).ShouldBeTrue();
    }

    [Fact]
    public void A_unions_default_goes_when_another_field_is_set_or_read()
    {
        ThriftStruct u = Module.NewStruct("U");
        u.ToString().ShouldBe("U{a=7}");
        u["b"] = "x";

        Encoding.Decode(u.Schema, Encoding.Encode(u)).ToString().ShouldBe("U{b=\"x\"}");
    }

    [Fact]
    public void A_required_field_with_a_default_may_be_missing_on_the_wire() =>
        Encoding.Decode(Module.Struct("S"), [0])["r"].ShouldBe(1.0);

    [Fact]
    public void Defaults_that_contain_each_other_are_refused()
    {
        ThriftModule module = Idl.Load("struct A { 1: A a = {} }");

        Should.Throw<ThriftValueException>(() => module.NewStruct("A")).Message.ShouldContain("the defaults of A have no end");
    }
}
