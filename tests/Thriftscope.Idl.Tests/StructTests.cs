namespace Thriftscope.Idl.Tests;

public class StructTests
{
    [Theory]
    [InlineData("1: i32 a, 2: i32 b", "1:a 2:b")]
    [InlineData("1: i32 a; 2: i32 b 0x10: i32 c", "1:a 2:b 16:c")]
    [InlineData("i32 a, i32 b", "-1:a -2:b")]
    [InlineData("i32 a, 1: i32 b, i32 c", "-1:a 1:b -2:c")]
    [InlineData("-5: i32 a, i32 b", "-5:a -6:b")]
    [InlineData("0: i32 a", "0:a")]
    [InlineData("32767: i32 a", "32767:a")]
    [InlineData("", "")]
    public void Fields_have_ids(string fields, string ids) =>
        string.Join(" ", Compile.Good($"struct S {{ {fields} }}").Structs[0].Fields.Select(f => $"{f.Id}:{f.Name}")).ShouldBe(ids);

    [Fact]
    public void Requiredness_is_one_of_three()
    {
        IdlStruct s = Compile.Good("struct S { 1: required i32 a, 2: optional i32 b, 3: i32 c }").Structs[0];

        s.Fields.Select(f => f.Requiredness).ShouldBe([IdlRequiredness.Required, IdlRequiredness.Optional, IdlRequiredness.Default]);
    }

    [Theory]
    [InlineData("bool", IdlTypeKind.Bool)]
    [InlineData("byte", IdlTypeKind.I8)]
    [InlineData("i8", IdlTypeKind.I8)]
    [InlineData("i16", IdlTypeKind.I16)]
    [InlineData("i32", IdlTypeKind.I32)]
    [InlineData("i64", IdlTypeKind.I64)]
    [InlineData("double", IdlTypeKind.Double)]
    [InlineData("string", IdlTypeKind.String)]
    [InlineData("binary", IdlTypeKind.Binary)]
    [InlineData("uuid", IdlTypeKind.Uuid)]
    [InlineData("list<i32>", IdlTypeKind.List)]
    [InlineData("set<i32>", IdlTypeKind.Set)]
    [InlineData("map<i32, i32>", IdlTypeKind.Map)]
    public void Every_type_can_be_used(string type, IdlTypeKind kind) =>
        Compile.Good($"struct S {{ 1: {type} a }}").Structs[0].Fields[0].Type.Kind.ShouldBe(kind);

    [Fact]
    public void Containers_nest() =>
        Compile.Good("struct S { 1: map<list<set<S>>, map<string, list<E>>> a } enum E {}").Structs[0].Fields[0].Type.ToString()
            .ShouldBe("map<list<set<S>>,map<string,list<E>>>");

    [Theory]
    [InlineData("list cpp_type 'x' <i32>")]
    [InlineData("list<i32> cpp_type 'x'")]
    [InlineData("set cpp_type 'x' <i32>")]
    [InlineData("map cpp_type 'x' <i32, i32>")]
    public void Containers_keep_their_c_plus_plus_type(string type) =>
        Compile.Good($"struct S {{ 1: {type} a }}").Structs[0].Fields[0].Type.ShouldBeAssignableTo<IdlContainerType>()!.CppType.ShouldBe("x");

    [Fact]
    public void Structs_may_contain_themselves_and_each_other()
    {
        IdlDocument document = Compile.Good("""
            struct A { 1: A a, 2: required B b, 3: list<A> c }
            struct B { 1: A & a }
            """);

        IdlStruct a = document.Structs[0];
        a.Fields[0].Type.ShouldBeSameAs(a);
        document.Structs[1].Fields[0].Type.ShouldBeSameAs(a);
        document.Structs[1].Fields[0].IsReference.ShouldBeTrue();
    }

    [Fact]
    public void Hints_for_xml_schemas_are_accepted() =>
        Compile.Good("struct S xsd_all { 1: i32 a xsd_optional xsd_nillable xsd_attrs { 1: i32 x } (k), 2: i32 b }")
            .Structs[0].Fields.Count.ShouldBe(2);

    [Fact]
    public void Unions_make_their_fields_optional() =>
        Compile.Good("union U { 1: i32 a = 5, 2: required i32 b }").Structs[0].Fields.ShouldAllBe(f => f.Requiredness == IdlRequiredness.Optional);

    [Fact]
    public void Exceptions_are_structs_of_their_own_kind() =>
        Compile.Good("exception X { 1: string why }").Structs[0].StructKind.ShouldBe(IdlStructKind.Exception);

    [Theory]
    [InlineData("struct S { 1: i32 a, 1: i32 b }", "THRIFT308 1:22+1")]
    [InlineData("struct S { 1: i32 a\n2: i32 a }", "THRIFT309 2:8+1")]
    [InlineData("struct S { 32768: i32 a }", "THRIFT310 1:12+5")]
    [InlineData("struct S { -32769: i32 a }", "THRIFT310 1:12+6")]
    [InlineData("struct S { 0: i32 a }", "THRIFT311 1:12+1")]
    [InlineData("struct S { -7: i32 a }", "THRIFT311 1:12+2")]
    [InlineData("struct S { i32 a }", "THRIFT312 1:16+1")]
    [InlineData("struct S { -1: i32 a, -1: i32 b }", "THRIFT311 1:12+2|THRIFT311 1:23+2|THRIFT308 1:23+2")]
    [InlineData("union U { 1: required i32 a }", "THRIFT321 1:14+8")]
    [InlineData("union U { 1: i32 a = 1, 2: i32 b = 2 }", "THRIFT322 1:32+1")]
    [InlineData("struct S { 1: Nope a }", "THRIFT302 1:15+4")]
    [InlineData("struct S { 1: x.Nope a }", "THRIFT302 1:15+6")]
    [InlineData("struct S { 1: slist a }", "THRIFT206 1:15+5")]
    [InlineData("struct S { 1: V a } service V {}", "THRIFT303 1:15+1")]
    [InlineData("struct S { 1: C a } const i32 C = 1", "THRIFT303 1:15+1")]
    [InlineData("struct S { 1: void a }", "THRIFT201 1:15+4")]
    [InlineData("struct S { 1: list<> a }", "THRIFT201 1:20+1")]
    [InlineData("struct S { 1: map<i32> a }", "THRIFT201 1:22+1")]
    [InlineData("struct S { 1: set<i32 a }", "THRIFT201 1:23+1")]
    [InlineData("struct S { 1: i32 }", "THRIFT201 1:19+1")]
    [InlineData("struct S { 1 i32 a }", "THRIFT201 1:14+3")]
    [InlineData("struct S { 1: i32 a.b }", "THRIFT204 1:19+3")]
    [InlineData("struct S { 1: i32 xsd_optional }", "THRIFT203 1:19+12")]
    [InlineData("struct S.T {}", "THRIFT204 1:8+3")]
    [InlineData("struct list {}", "THRIFT203 1:8+4")]
    [InlineData("struct S { 1: list cpp_type 'a' <i32> cpp_type 'b' x }", "THRIFT210 1:39+8")]
    public void A_wrong_struct_is_reported_at_its_place(string text, string problems) =>
        Compile.Problems(text).ShouldBe(problems.Split('|'));

    [Theory]
    [InlineData("struct S { 1: Persn a } struct Person {}", "There is no type 'Persn'. Did you mean 'Person'?")]
    [InlineData("struct S { 1: int32 a }", "There is no type 'int32'. Did you mean 'i32'?")]
    [InlineData("struct S { 1: Elephant a } struct Person {}", "There is no type 'Elephant'.")]
    [InlineData("struct S { 1: slist a }", "'slist' was removed from Thrift. Use string.")]
    [InlineData("struct S { 1: V a } service V {}", "'V' is a service, not a type.")]
    [InlineData("struct S { 1: i32 }", "Expected the name of a field, found '}'.")]
    public void A_message_says_what_is_wrong(string text, string message) => Compile.Message(text).ShouldBe(message);
}
