namespace Thriftscope.Generator.Tests;

public sealed class TypeTests
{
    private const string Definitions =
        """
        enum Color { RED = 1, GREEN, ALIAS = 1, NEGATIVE = -2147483648 }
        enum Empty { }
        struct Point { 1: i32 x, 2: required i32 y = 4, 3: optional string label, 4: optional Point next }
        struct Nothing { }
        union Shape { 1: Point point, 2: double radius, 3: list<Shape> shapes }
        union Never { }
        exception Failure { 1: string message }
        exception Silence { }
        typedef Point Place
        typedef list<Place> Places
        typedef map<Color, Places> PlacesByColor

        """;

    private static readonly string[] Single =
        ["bool", "byte", "i8", "i16", "i32", "i64", "double", "string", "binary", "uuid", "Color", "Empty", "Point", "Nothing", "Shape", "Never", "Failure", "Silence", "Place", "Places", "PlacesByColor"];

    private static readonly string[] All =
    [
        .. Single,
        .. Single.SelectMany(t => new[] { $"list<{t}>", $"set<{t}>", $"map<{t}, {t}>", $"map<string, {t}>" }),
        .. Single.SelectMany(t => new[] { $"list<set<map<{t}, list<{t}>>>>", $"map<map<{t}, set<{t}>>, list<list<{t}>>>" }),
    ];

    // A value of each type that has one.
    private static readonly (string Type, string Value)[] Values =
    [
        ("bool", "true"), ("bool", "false"), ("i8", "-128"), ("i8", "127"), ("i16", "-32768"), ("i32", "-2147483648"), ("i64", "-9223372036854775808"), ("i64", "9223372036854775807"), ("i64", "5"),
        ("double", "1"), ("double", "-0.5"), ("double", "1.7976931348623157e308"), ("double", "5e-324"), ("double", "-1e+10"),
        ("string", "\"\""), ("string", "\"{0} {{}} \\\" \\\\ \\t\\r\\n ' é 日本 \U0001F600 \u2028 \u0085 \u0001\""), ("binary", "\"\""), ("binary", "\"\\\\x00 é \\\" {\""),
        ("uuid", "\"00112233-4455-6677-8899-aabbccddeeff\""), ("Color", "Color.RED"), ("Color", "-2147483648"),
        ("Point", "{}"), ("Point", "{ \"x\": 1, \"label\": \"a\", \"next\": { \"y\": 2 } }"), ("Nothing", "{}"), ("Shape", "{ \"radius\": 2 }"), ("Shape", "{ \"shapes\": [{ \"point\": {} }, { \"radius\": 1 }] }"), ("Shape", "{}"),
        ("Failure", "{ \"message\": \"no\" }"), ("Place", "{ \"x\": 3 }"),
    ];

    private static readonly (string Type, string Value)[] AllValues =
    [
        .. Values,
        .. Values.SelectMany(v => new[]
        {
            ($"list<{v.Type}>", "[]"), ($"set<{v.Type}>", "[]"), ($"map<{v.Type}, {v.Type}>", "{}"),
            ($"list<{v.Type}>", $"[{v.Value}, {v.Value}]"), ($"set<{v.Type}>", $"[{v.Value}]"), ($"map<{v.Type}, {v.Type}>", $"{{ {v.Value}: {v.Value} }}"),
            ($"list<list<{v.Type}>>", $"[[{v.Value}], []]"), ($"set<list<{v.Type}>>", $"[[{v.Value}]]"), ($"map<list<{v.Type}>, set<{v.Type}>>", $"{{ [{v.Value}]: [{v.Value}] }}"),
            ($"map<map<{v.Type}, {v.Type}>, list<set<{v.Type}>>>", $"{{ {{ {v.Value}: {v.Value} }}: [[{v.Value}]] }}"),
        }),
    ];

    [Theory]
    [InlineData("struct", "")]
    [InlineData("struct", "required")]
    [InlineData("struct", "optional")]
    [InlineData("union", "")]
    [InlineData("exception", "")]
    [InlineData("exception", "required")]
    [InlineData("exception", "optional")]
    public void Every_type_can_be_that_of_a_field(string kind, string requiredness) =>
        new ThriftProject($"{Definitions}{kind} All {{ {Fields(requiredness)} }}").ShouldBuild();

    [Fact]
    public void Every_type_can_be_that_of_an_argument() => new ThriftProject(
        $"{Definitions}service Shop {{ void all({Fields("")}) void optional_({Fields("optional")}) oneway void required_({Fields("required")}) {string.Concat(All.Select((t, i) => $"void one{i}(1: {t} a) "))} }}").ShouldBuild();

    [Fact]
    public void Every_type_can_be_that_of_a_result() => new ThriftProject(
        $"{Definitions}service Shop {{ {string.Concat(All.Select((t, i) => $"{t} plain{i}() {t} throwing{i}(1: {t} a) throws (1: Failure failure, 2: Silence silence, 3: Failure again) "))} }}").ShouldBuild();

    [Fact]
    public void Every_type_can_be_that_of_a_typedef() => new ThriftProject(
        $"{Definitions}{string.Concat(All.Select((t, i) => $"typedef {t} T{i}\n"))} struct All {{ {string.Join(", ", All.Select((_, i) => $"{i + 1}: T{i} f{i}"))} }}").ShouldBuild();

    [Fact]
    public void Every_type_can_be_that_of_a_constant() =>
        new ThriftProject(Definitions + string.Concat(AllValues.Select((v, i) => $"const {v.Type} C{i} = {v.Value}\n"))).ShouldBuild();

    [Theory]
    [InlineData("struct", "")]
    [InlineData("struct", "required")]
    [InlineData("struct", "optional")]
    [InlineData("exception", "")]
    [InlineData("exception", "required")]
    [InlineData("exception", "optional")]
    public void Every_value_can_be_that_of_a_default(string kind, string requiredness) =>
        new ThriftProject($"{Definitions}{kind} All {{ {Defaults(requiredness)} }}").ShouldBuild();

    [Fact]
    public void Every_value_can_be_the_default_of_an_argument() => new ThriftProject(
        $"{Definitions}service Shop {{ void all({Defaults("")}) void optional_({Defaults("optional")}) void required_({Defaults("required")}) }}").ShouldBuild();

    [Fact]
    public void Values_can_come_from_constants_and_other_files() => new ThriftProject(
        new ThriftText("/shop/colors.thrift", "enum Color { RED = 3 } const Color FAVORITE = Color.RED const map<Color, list<string>> WORDS = { Color.RED: ['a'] } struct Paint { 1: Color color = FAVORITE }"),
        new ThriftText(
            "/shop/shop.thrift",
            """
            include "colors.thrift"
            const colors.Color MINE = colors.FAVORITE
            const list<colors.Paint> PAINTS = [{ "color": colors.Color.RED }, {}]
            struct Can { 1: colors.Color color = MINE, 2: optional map<colors.Color, list<string>> words = colors.WORDS, 3: list<colors.Paint> paints = PAINTS, 4: Can inner }
            """)).ShouldBuild();

    [Fact]
    public void Ids_can_be_the_highest_and_the_lowest_and_that_of_a_trace_context() => new ThriftProject(
        """
        struct Ids { 32767: i32 a, -32768: i32 b, 0: i32 c, 8888: map<string, string> d, i32 e }
        union Choice { 32767: i32 a, -1: i32 b }
        service Shop { void buy(8888: map<string, string> context, -5: i32 a) i32 sell(i32 a, 32767: i32 b) }
        """).ShouldBuild();

    [Fact]
    public void Files_can_have_next_to_nothing() => new ThriftProject(
        new ThriftText("/shop/empty.thrift", ""),
        new ThriftText("/shop/blank.thrift", "\n \n"),
        new ThriftText("/shop/comment.thrift", "/** Nothing. */"),
        new ThriftText("/shop/nothing.thrift", "struct A { } union B { } exception C { } enum D { } service E { } service F extends E { }")).ShouldBuild();

    [Fact]
    public void Values_can_hold_each_other() => new ThriftProject(
        """
        struct Tree { 1: required list<Tree> children, 2: optional Tree parent, 3: map<string, Forest> forests }
        struct Forest { 1: Tree first, 2: set<Tree> others, 3: Either either }
        union Either { 1: Tree tree, 2: Forest forest, 3: Either either }
        exception Burnt { 1: Tree tree, 2: optional Burnt cause }
        """).ShouldBuild();

    private static string Fields(string requiredness) => string.Join(", ", All.Select((t, i) => $"{i + 1}: {requiredness} {t} f{i}"));

    private static string Defaults(string requiredness) => string.Join(", ", AllValues.Select((v, i) => $"{i + 1}: {requiredness} {v.Type} f{i} = {v.Value}"));
}
