namespace Thriftscope.Tests.Values;

/// <summary>A struct's fields: by name, by id, through dynamic, with and without values.</summary>
public class StructTests
{
    private static readonly ThriftModule Module = Idl.Load("""
        enum Color { RED = 1 }
        struct Inner { 1: list<i32> numbers }
        struct S { 1: i32 a, 2: string b, -3: bool c, 3000: Inner d, 5: Color color }
        union U { 1: i32 number, 2: string text, 3: Inner inner }
        """);

    [Fact]
    public void A_field_is_reached_by_name_by_id_and_dynamically()
    {
        ThriftStruct s = Module.NewStruct("S");
        s["a"] = 1;
        s[2] = "two";
        s[-3] = true;
        ((dynamic)s).d = new { numbers = new[] { 1, 2 } };

        (s[1], s["b"], s["c"], ((dynamic)s).a).ShouldBe((1, "two", true, 1));
        ((int)((dynamic)s).d.numbers[1]).ShouldBe(2);
        s[3000].ShouldBeOfType<ThriftStruct>().Schema.ShouldBeSameAs(Module.Struct("Inner"));
        s.GetDynamicMemberNames().ShouldBe(["a", "b", "c", "d", "color"]);
        s.Fields.Select(f => f.Key).ShouldBe(["a", "b", "c", "d"]);
    }

    [Fact]
    public void A_field_without_a_value_is_null_and_null_takes_the_value_away()
    {
        ThriftStruct s = Module.NewStruct("S");

        (s["a"], s.IsSet("a"), s.IsSet(1)).ShouldBe((null, false, false));
        s["a"] = 0;
        (s["a"], s.IsSet("a"), s.IsSet(1)).ShouldBe((0, true, true));
        s["a"] = null;
        (s["a"], s.IsSet("a")).ShouldBe((null, false));
        s.Get<int>("a").ShouldBe(0);
        s.Get<int?>("a").ShouldBeNull();
        s.Get<string>("b").ShouldBeNull();
        s.Equals(Module.NewStruct("S")).ShouldBeTrue();
    }

    [Fact]
    public void A_wrong_field_lists_the_right_ones()
    {
        ThriftStruct s = Module.NewStruct("S");
        const string Names = "S has no field \"A\"; it has a, b, c, d, color";

        Should.Throw<ThriftValueException>(() => s["A"]).Message.ShouldBe(Names);
        Should.Throw<ThriftValueException>(() => s["A"] = 1).Message.ShouldBe(Names);
        Should.Throw<ThriftValueException>(() => s.IsSet("A")).Message.ShouldBe(Names);
        Should.Throw<ThriftValueException>(() => ((dynamic)s).A).Message.ShouldBe(Names);
        Should.Throw<ThriftValueException>(() => s[4]).Message.ShouldStartWith("S has no field 4; it has 1: i32 a, 2: string b, -3: bool c");
        Should.Throw<ThriftValueException>(() => s[65537]).Message.ShouldStartWith("S has no field 65537");
    }

    [Fact]
    public void A_value_that_does_not_fit_leaves_the_field_as_it_was()
    {
        ThriftStruct s = Module.NewStruct("S", new { a = 1 });

        Should.Throw<ThriftValueException>(() => s["a"] = "one");

        s["a"].ShouldBe(1);
    }

    [Fact]
    public void A_union_holds_the_field_that_was_set_last()
    {
        ThriftStruct u = Module.NewStruct("U");
        u["number"] = 1;
        u["text"] = "one";

        u.ToString().ShouldBe("U{text=\"one\"}");
        u["number"] = null;
        u.Fields.ShouldBeEmpty();
    }

    [Fact]
    public void A_union_read_with_two_fields_holds_both_and_can_not_be_written()
    {
        // 1: i32 7, 2: string "x"
        ThriftStruct u = Encoding.Decode(Module.Struct("U"), Convert.FromHexString("080001" + "00000007" + "0b0002" + "00000001" + "78" + "00"));

        u.ToString().ShouldBe("U{number=7, text=\"x\"}");
        Should.Throw<ThriftValueException>(() => Encoding.Encode(u)).Message.ShouldBe("the union U needs one field with a value, and has 2");
    }

    [Fact]
    public void A_number_that_an_enum_does_not_have_survives()
    {
        ThriftStruct s = Module.NewStruct("S", new { color = 99 });

        ThriftStruct read = Encoding.Decode(s.Schema, Encoding.Encode(s));

        read["color"].ShouldBe(99);
        read.ToString().ShouldBe("S{color=99}");
        read["color"] = "RED";
        read.ToString().ShouldBe("S{color=RED}");
    }

    [Fact]
    public void A_text_that_is_not_UTF_8_is_read_with_replacement_characters()
    {
        ThriftStruct s = Encoding.Decode(Module.Struct("S"), Convert.FromHexString("0b0002" + "00000003" + "61ff62" + "00"));

        s["b"].ShouldBe("a\ufffdb");
    }

    [Fact]
    public void A_struct_of_one_schema_is_no_value_of_another()
    {
        ThriftStruct s = Module.NewStruct("S");

        Should.Throw<ThriftValueException>(() => s["d"] = Module.NewStruct("U", new { number = 1 })).Path.ShouldBe("S.d");
    }

    [Fact]
    public void A_struct_of_the_same_name_from_another_module_is_taken_field_by_field()
    {
        ThriftStruct s = Module.NewStruct("S");

        s["d"] = Idl.Load("struct Inner { 7: list<i32> numbers }").NewStruct("Inner", new { Numbers = new[] { 1, 2 } });

        s["d"].ShouldBe(Module.NewStruct("Inner", new { Numbers = new[] { 1, 2 } }));
        Should.Throw<ThriftValueException>(() => s["d"] = Idl.Load("struct Inner { 1: i32 other }").NewStruct("Inner", new { Other = 1 })).Path.ShouldBe("S.d");
    }
}
