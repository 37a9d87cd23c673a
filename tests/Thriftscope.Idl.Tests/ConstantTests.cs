namespace Thriftscope.Idl.Tests;

public class ConstantTests
{
    private const string Types = """
        enum E { A = 1, B = 5 }
        enum F { A = 1 }
        struct S { 1: i32 n, 2: required string s = "d", 3: list<E> es, 4: S inner }
        struct R { 1: required i32 n }
        union U { 1: i32 n, 2: string s }
        exception Oops { 1: string why }
        typedef i32 Int
        typedef map<string, list<Int>> Table
        const i32 N = 7
        const E EB = E.B
        const string TEXT = "t"
        const list<i32> LIST = [1, 2]

        """;

    [Theory]
    [InlineData("bool", "true", "true")]
    [InlineData("bool", "false", "false")]
    [InlineData("bool", "0", "false")]
    [InlineData("bool", "1", "true")]
    [InlineData("i8", "-128", "-128")]
    [InlineData("byte", "127", "127")]
    [InlineData("i16", "0x7fff", "32767")]
    [InlineData("i32", "-2147483648", "-2147483648")]
    [InlineData("i32", "N", "7")]
    [InlineData("i64", "N", "7")]
    [InlineData("Int", "N", "7")]
    [InlineData("double", "N", "7.0")]
    [InlineData("i32", "E.B", "5")]
    [InlineData("E", "E.B", "E.B")]
    [InlineData("E", "EB", "E.B")]
    [InlineData("E", "5", "E.B")]
    [InlineData("i64", "EB", "5")]
    [InlineData("string", "TEXT", "\"t\"")]
    [InlineData("binary", "'b'", "\"b\"")]
    [InlineData("uuid", "'00112233-4455-6677-8899-AABBccddeeff'", "\"00112233-4455-6677-8899-aabbccddeeff\"")]
    [InlineData("uuid", "'{00112233-4455-6677-8899-aabbccddeeff}'", "\"00112233-4455-6677-8899-aabbccddeeff\"")]
    [InlineData("list<i32>", "[1, N; E.A 4]", "[1, 7, 1, 4]")]
    [InlineData("list<i32>", "[]", "[]")]
    [InlineData("list<Int>", "LIST", "[1, 2]")]
    [InlineData("list<list<i32>>", "[[1], LIST, []]", "[[1], [1, 2], []]")]
    [InlineData("set<i32>", "{}", "[]")]
    [InlineData("set<i32>", "[2, 1, 2, 1]", "[2, 1]")]
    [InlineData("set<list<i32>>", "[[1, 2], LIST, [2, 1]]", "[[1, 2], [2, 1]]")]
    [InlineData("map<string, i32>", "{'a': 1, 'b': N; 'c': 2 'd': 3}", "{\"a\": 1, \"b\": 7, \"c\": 2, \"d\": 3}")]
    [InlineData("map<i32, i32>", "{1: 1, 2: 2, 1: 3}", "{1: 3, 2: 2}")]
    [InlineData("map<list<i32>, bool>", "{[1]: 1, []: false}", "{[1]: true, []: false}")]
    [InlineData("map<i32, i32>", "[]", "{}")]
    [InlineData("list<i32>", "{}", "[]")]
    [InlineData("Table", "{'a': [1, 2]}", "{\"a\": [1, 2]}")]
    [InlineData("S", "{}", "{}")]
    [InlineData("S", "{'n': N, 'es': [E.A, 5], 'inner': {'s': 'x'}}", "{\"n\": 7, \"es\": [E.A, E.B], \"inner\": {\"s\": \"x\"}}")]
    [InlineData("U", "{'s': 'x'}", "{\"s\": \"x\"}")]
    [InlineData("Oops", "{'why': 'because'}", "{\"why\": \"because\"}")]
    [InlineData("i32", "LATER", "9")]
    [InlineData("G", "G.M", "G.M")]
    public void A_value_is_converted_to_its_type(string type, string written, string value) =>
        Compile.ValueOfX($"{Types} const {type} X = {written} const i32 LATER = LATEST const i32 LATEST = 9 enum G {{ M }}").ShouldBe(value);

    [Theory]
    [InlineData("i8", "128", "THRIFT402 +3")]
    [InlineData("i8", "0xFF", "THRIFT402 +4")]
    [InlineData("i16", "-32769", "THRIFT402 +6")]
    [InlineData("i32", "2147483648", "THRIFT402 +10")]
    [InlineData("i8", "BIG", "THRIFT402 +3")]
    [InlineData("i32", "1.0", "THRIFT401 +3")]
    [InlineData("i32", "'1'", "THRIFT401 +3")]
    [InlineData("i32", "[1]", "THRIFT401 +1")]
    [InlineData("i32", "{}", "THRIFT401 +1")]
    [InlineData("i32", "TEXT", "THRIFT401 +4")]
    [InlineData("i32", "LIST", "THRIFT401 +4")]
    [InlineData("list<i64>", "LIST", "THRIFT401 +4")]
    [InlineData("R", "STRUCT", "THRIFT401 +6")]
    [InlineData("string", "5", "THRIFT401 +1")]
    [InlineData("string", "true", "THRIFT401 +4")]
    [InlineData("bool", "'true'", "THRIFT401 +6")]
    [InlineData("bool", "TRUE", "THRIFT403 +4")]
    [InlineData("bool", "2", "THRIFT418 +1")]
    [InlineData("i32", "true", "THRIFT419 +4")]
    [InlineData("E", "true", "THRIFT401 +4")]
    [InlineData("E", "9", "THRIFT407 +1")]
    [InlineData("E", "A", "THRIFT408 +1")]
    [InlineData("E", "F.A", "THRIFT409 +3")]
    [InlineData("E", "E.C", "THRIFT403 +3")]
    [InlineData("i32", "NOPE", "THRIFT403 +4")]
    [InlineData("i32", "x.NOPE", "THRIFT403 +6")]
    [InlineData("i32", "E", "THRIFT403 +1")]
    [InlineData("i32", "X", "THRIFT404 +1 at the name")]
    [InlineData("list<i32>", "['a']", "THRIFT401 +3 1")]
    [InlineData("list<i32>", "{1: 2}", "THRIFT401 +1")]
    [InlineData("set<i32>", "{1: 2}", "THRIFT401 +1")]
    [InlineData("set<i32>", "[1, 1]", "THRIFT416 +1 4")]
    [InlineData("map<i32, i32>", "[1]", "THRIFT401 +1")]
    [InlineData("map<i32, i32>", "{'a': 1}", "THRIFT401 +3 1")]
    [InlineData("map<i32, i32>", "{1: 'a'}", "THRIFT401 +3 4")]
    [InlineData("map<i32, i32>", "{1: 1, 1: 2}", "THRIFT415 +1 7")]
    [InlineData("S", "[]", "THRIFT401 +1")]
    [InlineData("S", "{'zz': 1}", "THRIFT410 +4 1")]
    [InlineData("S", "{n: 1}", "THRIFT411 +1 1")]
    [InlineData("S", "{'n': 1, 'n': 2}", "THRIFT412 +3 9")]
    [InlineData("S", "{'n': 'x'}", "THRIFT401 +3 6")]
    [InlineData("R", "{}", "THRIFT413 +1")]
    [InlineData("U", "{'n': 1, 's': ''}", "THRIFT414 +1")]
    [InlineData("uuid", "'00112233'", "THRIFT417 +10")]
    [InlineData("uuid", "'{00112233-4455-6677-8899-aabbccddeeff'", "THRIFT417 +39")]
    [InlineData("uuid", "'00112233445566778899aabbccddeeff'", "THRIFT417 +34")]
    [InlineData("uuid", "5", "THRIFT401 +1")]
    [InlineData("Nope", "5", "THRIFT302 +4 at the type")]
    public void A_wrong_value_is_reported_at_its_place(string type, string written, string expected)
    {
        string[] parts = expected.Split(' ', 3);
        string place = parts.ElementAtOrDefault(2) ?? "0";
        int column = place switch
        {
            "at the type" => 7,
            "at the name" => 8 + type.Length,
            _ => 12 + type.Length + int.Parse(place, System.Globalization.CultureInfo.InvariantCulture),
        };

        Compile.Problems($"{Types}const i32 BIG = 300 const S STRUCT = {{}}\nconst {type} X = {written}").ShouldBe([$"{parts[0]} 14:{column}{parts[1]}"]);
    }

    [Fact]
    public void A_default_is_checked_as_a_constant_is()
    {
        IdlStruct s = Compile.Good("struct S { 1: E e = E.B, 2: i64 n = N } enum E { A, B } const i32 N = 3").Structs[0];

        s.Fields[0].Default.ShouldBeOfType<IdlIntegerValue>().Member!.Name.ShouldBe("B");
        s.Fields[1].Default.ShouldBeOfType<IdlIntegerValue>().Value.ShouldBe(3);
        Compile.Problems("struct S { 1: i8 a = 200 } service V { void f(1: string s = 1) }").ShouldBe(["THRIFT402 1:22+3", "THRIFT401 1:61+1"]);
    }

    [Fact]
    public void A_bare_enum_member_is_answered_with_its_full_name() =>
        Compile.Message("enum E { A } const E X = A").ShouldBe("An enum member needs its enum before it. Write 'E.A'.");

    [Theory]
    [InlineData("const i32 LIMIT = 1 const i32 X = LIMTI", "There is no constant and no enum member 'LIMTI'. Did you mean 'LIMIT'?")]
    [InlineData("enum E { ONE } const E X = E.ONCE", "There is no constant and no enum member 'E.ONCE'. Did you mean 'E.ONE'?")]
    [InlineData("struct S { 1: i32 size } const S X = {'sise': 1}", "'S' has no field 'sise'. Did you mean 'size'?")]
    [InlineData("const i8 X = 1000", "The value 1000 does not fit in type i8.")]
    [InlineData("const list<i32> X = 5", "Expected a value of type list<i32>, found the number 5.")]
    [InlineData("const list<i32> X = ['a']", "Expected a value of type i32, found a literal.")]
    [InlineData("enum E { A } const E X = 9", "The enum 'E' has no member with the value 9.")]
    public void A_message_says_what_is_wrong(string text, string message) => Compile.Message(text).ShouldBe(message);

    [Fact]
    public void A_cycle_of_constants_is_one_error() =>
        Compile.Problems("const i32 A = B\nconst i32 B = C\nconst i32 C = A\nconst i32 D = A").ShouldBe(["THRIFT404 1:11+1"]);

    [Theory]
    [InlineData("const i32 = 5", "THRIFT201 1:11+1")]
    [InlineData("const i32 A 5", "THRIFT201 1:13+1")]
    [InlineData("const i32 A =\nstruct B {}", "THRIFT201 2:1+6")]
    [InlineData("const A = 5", "THRIFT201 1:9+1")]
    [InlineData("const list<i32> A = [1, 2\nstruct B {}", "THRIFT201 2:1+6")]
    [InlineData("const map<i32, i32> A = {1, 2}", "THRIFT201 1:27+1|THRIFT201 1:30+1")]
    public void A_malformed_constant_is_reported_at_its_place(string text, string problems) =>
        Compile.Problems(text).ShouldBe(problems.Split('|'));
}
