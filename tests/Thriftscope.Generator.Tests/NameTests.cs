namespace Thriftscope.Generator.Tests;

public sealed class NameTests
{
    // What uses everything that generated code may need.
    private const string Kitchen =
        """
        enum Color { RED = 1, GREEN }
        struct Inner { 1: required string text = "x", 2: Color color = Color.GREEN, 3: optional uuid mark = "00112233-4455-6677-8899-aabbccddeeff" }
        struct Outer { 1: required Inner inner, 2: list<set<Inner>> many, 3: map<uuid, list<binary>> more (deprecated = "gone"), 4: required string old (deprecated) } (csharp.unknown_fields = "keep")
        union Either { 1: Inner left, 2: list<string> right }
        exception Failure { 1: string message, 2: required Inner inner }
        const Inner THE_INNER = { "text": "y" }
        const set<uuid> MARKS = ["00112233-4455-6677-8899-aabbccddeeff"]
        service Kitchen {
          void nothing()
          oneway void forget(1: Outer outer)
          Either cook(1: required Inner inner, 2: optional list<Color> colors, 3: map<Color, Outer> outers = {}) throws (1: Failure failure)
        }
        """;

    [Fact]
    public void Keywords_can_be_the_names_of_fields_and_arguments() => new ThriftProject(
        $$"""
        struct Fields { {{Fields(HostileNames.Keywords)}} }
        union Choice { {{Fields(HostileNames.Keywords)}} }
        exception Failure { {{Fields(HostileNames.Keywords)}} }
        service Shop { i32 buy({{Fields(HostileNames.Keywords)}}) }
        """).ShouldBuild();

    [Fact]
    public void Keywords_can_be_the_names_of_structs() => new ThriftProject(Definitions(HostileNames.Keywords, "struct {0} {{ 1: {0} {0} }}")).ShouldBuild();

    [Fact]
    public void Keywords_can_be_the_names_of_enums_and_their_members() =>
        new ThriftProject(Definitions(HostileNames.Keywords, "enum {0} {{ {0}, A }}") + $"enum All {{ {string.Join(", ", HostileNames.Keywords)} }}").ShouldBuild();

    [Fact]
    public void Keywords_can_be_the_names_of_services_and_functions() =>
        new ThriftProject(Definitions(HostileNames.Keywords, "service {0} {{ void {0}() }}") + $"service All {{ {string.Concat(HostileNames.Keywords.Select(k => $"void {k}(1: i32 {k}) "))} }}").ShouldBuild();

    [Fact]
    public void Keywords_can_be_the_names_of_constants() => new ThriftProject(Definitions(HostileNames.Keywords, "const i32 {0} = 1")).ShouldBuild();

    [Fact]
    public void Keywords_can_be_parts_of_namespaces()
    {
        ThriftText[] files = [.. HostileNames.Keywords.Select((k, i) => new ThriftText($"/shop/{k}/{k}.thrift", $"namespace csharp {k}.{k}.n{i}\nstruct A {{ 1: i32 b }}"))];
        new ThriftProject(files).ShouldBuild();
    }

    [Fact]
    public void Keywords_can_be_given_as_the_names_of_anything()
    {
        string[] all = [.. HostileNames.AllKeywords.Where(k => k != "_")];
        string fields = string.Concat(all.Select((k, i) => $"{i + 1}: optional i32 f{i} (csharp.name = \"{k}\") "));
        new ThriftProject(
            string.Concat(all.Select((k, i) => $"struct S{i} {{ 1: S{i} a }} (csharp.name = \"{k}\")\nconst i32 C{i} = {i} (csharp.name = \"{k}\")\n"))
            + $$"""
            struct Fields { {{fields}} {{all.Length + 1}}: required list<map<string, set<i32>>> nested (csharp.name = "result"), {{all.Length + 2}}: i64 a (csharp.name = "writer"), {{all.Length + 3}}: i64 b (csharp.name = "reader") }
            union Choice { {{fields}} }
            exception Failure { {{fields}} }
            enum Numbers { {{string.Concat(all.Select((k, i) => $"N{i} (csharp.name = \"{k}\") "))}} }
            service Shop { {{string.Concat(all.Select((k, i) => $"void f{i}(1: i32 a (csharp.name = \"{k}\")) throws (1: Failure {(k == "failure" ? "a" : "failure")}) (csharp.name = \"{k}\") "))}} }
            """).ShouldBuild();
    }

    [Fact]
    public void Names_that_mean_something_can_be_those_of_fields() => new ThriftProject(
        $$"""
        {{Kitchen}}
        struct Numbers { {{Fields(HostileNames.Names)}} }
        struct Texts { {{Fields(HostileNames.Names, "required string")}} }
        struct Lists { {{Fields(HostileNames.Names, "list<list<map<uuid, Inner>>>")}} }
        struct Keeping { {{Fields(HostileNames.Names, "optional set<Color>")}} } (csharp.unknown_fields = "keep")
        union Choice { {{Fields(HostileNames.Names, "set<binary>")}} }
        exception Refusal { {{Fields(HostileNames.Names, "required map<string, Color>")}} }
        exception Doubt { {{Fields(HostileNames.Names, "optional i32")}} } (csharp.unknown_fields = "keep")
        """).ShouldBuild();

    [Fact]
    public void Names_that_mean_something_can_be_those_of_structs() =>
        new ThriftProject(Kitchen + Definitions(HostileNames.Names, "struct {0} {{ 1: {0} {0}, 2: required i32 a = 1, 3: required list<{0}> b }}")).ShouldBuild();

    [Fact]
    public void Names_that_mean_something_can_be_those_of_unions() => new ThriftProject(Kitchen + Definitions(HostileNames.Names, "union {0} {{ 1: {0} {0}, 2: i32 a }}")).ShouldBuild();

    [Fact]
    public void Names_that_mean_something_can_be_those_of_exceptions() => new ThriftProject(
        Kitchen + Definitions(HostileNames.Names, "exception {0} {{ 1: string {0}, 2: required string text, 3: string Message_ }}")
        + $"service Bakery {{ void bake() throws ({string.Join(", ", HostileNames.Names.Select((n, i) => $"{i + 1}: {n} {n}"))}) }}").ShouldBuild();

    [Fact]
    public void Names_that_mean_something_can_be_those_of_enums() =>
        new ThriftProject(Kitchen + Definitions(HostileNames.Names, "enum {0} {{ {0}, A }}") + $"enum All {{ {string.Join(", ", HostileNames.Names)} }}").ShouldBuild();

    [Fact]
    public void Names_that_mean_something_can_be_those_of_constants() =>
        new ThriftProject(Kitchen + Definitions(HostileNames.Names, "const Color {0} = Color.RED") + "const map<Color, list<Inner>> all = { 1: [{ 'text': 'a', 'mark': '00112233-4455-6677-8899-aabbccddeeff' }] }").ShouldBuild();

    [Fact]
    public void Names_that_mean_something_can_be_those_of_services() => new ThriftProject(
        Kitchen + Definitions(HostileNames.Names, "service {0} extends Kitchen {{ void {0}() i32 other_(1: i32 {0}, 2: Inner b) throws (1: Failure {0}) }}")).ShouldBuild();

    [Fact]
    public void Names_that_mean_something_can_be_those_of_functions_and_arguments() => new ThriftProject(
        $$"""
        {{Kitchen}}
        service Base { {{string.Concat(HostileNames.Names.Select(n => $"Inner {n}(1: Inner {n}, 2: optional Color a) throws (1: Failure {n}) "))}} }
        service Derived extends Base { i32 foo_Bar() i32 numbers({{Fields(HostileNames.Names)}}) void lists({{Fields(HostileNames.Names, "list<set<Inner>>")}}) void omitted({{Fields(HostileNames.Names, "optional list<uuid>")}}) }
        """).ShouldBuild();

    [Fact]
    public void Names_that_mean_something_can_be_parts_of_namespaces()
    {
        // A namespace and a class can't have one name.
        IEnumerable<string> names = HostileNames.Names.Except(["ShopIdl", "ShopConstants"]);
        ThriftText[] files = [.. names.Select((n, i) => new ThriftText($"/shop/{i}/{n}.thrift", $"namespace csharp Shop.{n}.{n}.n{i}\nstruct Task {{ 1: list<uuid> marks }}"))];
        new ThriftProject([.. files, new ThriftText("/shop/shop.thrift", $"namespace csharp Shop\n{Kitchen}")]).ShouldBuild();
    }

    [Fact]
    public void Types_of_a_user_in_namespaces_around_do_not_get_in_the_way() => new ThriftProject(new ThriftText("/shop/shop.thrift", $"namespace csharp My.Shop\n{Kitchen}"))
    {
        Code = "namespace My { class Task; class Guid; class HashCode; class CancellationToken; class ThriftType; class ThriftClient; namespace System { } namespace Thriftscope { } } class GeneratedCode;",
    }.ShouldBuild();

    [Fact]
    public void A_name_stays_that_of_the_first_who_has_it()
    {
        string code = new ThriftProject("struct Shop { 1: i32 foo_bar, 2: i32 fooBar, 3: i32 shop }").ShouldBuild().Code;
        code.ShouldContain("public int FooBar { get; set; }");
        code.ShouldContain("public int FooBar_ { get; set; }");
        code.ShouldContain("public int Shop_ { get; set; }");
    }

    private static string Fields(string[] names, string type = "i32") => string.Join(", ", names.Select((n, i) => $"{i + 1}: {type} {n}"));

    private static string Definitions(string[] names, string definition) =>
        string.Concat(names.Select(n => string.Format(System.Globalization.CultureInfo.InvariantCulture, definition, n) + "\n"));
}
