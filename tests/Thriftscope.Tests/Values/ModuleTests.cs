using Thriftscope.Idl;

namespace Thriftscope.Tests.Values;

/// <summary>What a loaded file offers, by name.</summary>
public class ModuleTests
{
    private static readonly ThriftModule Module = Idl.Load("""
        enum Color { RED = 1, GREEN, BLUE = 10 }
        struct Point { 1: i32 x, 2: i32 y }
        union Shape { 1: Point point }
        exception Gone { 1: string why }
        typedef map<string, list<Point>> Paths
        const i32 Answer = 42
        service Base { void ping() }
        service Maps extends Base { Point find(1: string name, 2: Paths paths) throws (1: Gone gone), oneway void forget() }
        """);

    [Fact]
    public void Definitions_are_found_by_their_names()
    {
        Module.Name.ShouldBe("test");
        Module.ServiceNames.ShouldBe(["Base", "Maps"]);
        Module.Service("Maps").Name.ShouldBe("Maps");
        Module.Struct("Point").Fields.Select(f => f.ToString()).ShouldBe(["1: i32 x", "2: i32 y"]);
        Module.NewStruct("Gone").Schema.Name.ShouldBe("Gone");
        Module.Enum("Color").ShouldBe([new("RED", 1), new("GREEN", 2), new("BLUE", 10)]);
        Module.Constant("Answer").ShouldBe(42);
        Module.Typedef("Paths").Name.ShouldBe("map<string,list<Point>>");
        Module.Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void The_model_has_all_that_the_file_says_with_its_place_its_annotations_and_its_comments()
    {
        IdlDocument document = Idl.Load("""
            namespace * everywhere
            namespace csharp Shop.Api
            /** What is sold. */
            struct Item {
              1: string name (max = "80")
            } (table = "items")
            enum Size { SMALL
              LARGE (code = "L") }
            service Shop {
              Item find(1: string name) (idempotent)
            }
            """).Document;

        IdlStruct item = document.Structs.ShouldHaveSingleItem();
        (document.NamespaceFor("csharp"), document.NamespaceFor("py")).ShouldBe(("Shop.Api", "everywhere"));
        (item.Documentation, item.Location.Line, item.Annotations[0].ToString()).ShouldBe(("What is sold.", 4, "table = \"items\""));
        (item.Fields[0].Location.Line, item.Fields[0].Location.Column, item.Fields[0].Annotations[0].Value).ShouldBe((5, 13, "80"));
        (document.Enums[0].Members[1].Location.Line, document.Enums[0].Members[1].Annotations[0].Value).ShouldBe((8, "L"));
        IdlFunction find = document.Services[0].Functions[0];
        (find.Location.Line, find.Annotations[0].ToString(), find.Arguments[0].Location.Line).ShouldBe((10, "idempotent = \"1\"", 10));
        document.Path.ShouldBe("test");
    }

    [Fact]
    public void A_service_has_its_own_methods_and_then_the_inherited_ones() =>
        Module.Service("Maps").Schema.Methods.Select(m => m.ToString()).ShouldBe(
        [
            "Point find(1: string name, 2: map<string,list<Point>> paths)",
            "oneway void forget()",
            "void ping()",
        ]);

    [Fact]
    public void A_definition_asked_for_twice_is_the_same()
    {
        Module.Struct("Point").ShouldBeSameAs(Module.Struct("Point"));
        Module.Service("Maps").Schema.FindMethod("find")!.ReturnType.ShouldBeSameAs(Module.Struct("Point"));
    }

    [Theory]
    [InlineData("service", "test.thrift has no service \"Nope\"; it has Base, Maps.")]
    [InlineData("struct", "test.thrift has no struct \"Nope\"; it has Point, Shape, Gone.")]
    [InlineData("enum", "test.thrift has no enum \"Nope\"; it has Color.")]
    [InlineData("constant", "test.thrift has no constant \"Nope\"; it has Answer.")]
    [InlineData("typedef", "test.thrift has no typedef \"Nope\"; it has Paths.")]
    public void A_wrong_name_lists_the_right_ones(string kind, string message)
    {
        Should.Throw<ArgumentException>(() => Find(kind, "Nope")).Message.ShouldStartWith(message);
        Should.Throw<ArgumentNullException>(() => Find(kind, null!));
    }

    [Fact]
    public void A_kind_that_the_file_does_not_have_is_said_to_be_missing() =>
        Should.Throw<ArgumentException>(() => Idl.Load("struct S {}").Service("S")).Message.ShouldStartWith("test.thrift has no service \"S\"; it has none.");

    [Fact]
    public void Text_with_errors_lists_them_all()
    {
        ThriftIdlException e = Should.Throw<ThriftIdlException>(() => Idl.Load("struct S { 1: Missing a, 2: AlsoMissing b }"));

        e.Diagnostics.Count.ShouldBe(2);
        e.Message.ShouldContain("Missing");
        e.Message.ShouldContain("AlsoMissing");
        e.Message.Split(Environment.NewLine).Length.ShouldBe(2);
    }

    [Fact]
    public void Concurrent_readers_of_one_module_see_the_same_schemas()
    {
        ThriftModule module = Idl.Load(string.Concat(Enumerable.Range(0, 100).Select(i => $"struct S{i} {{ 1: list<S{(i + 1) % 100}> next }}\n")));
        Schema.StructSchema[][] found = new Schema.StructSchema[8][];

        Parallel.For(0, found.Length, i => found[i] = [.. Enumerable.Range(0, 100).Select(n => module.Struct($"S{n}"))]);

        foreach (Schema.StructSchema[] schemas in found)
            schemas.ShouldBe(found[0]);
    }

    private static object Find(string kind, string name) => kind switch
    {
        "service" => Module.Service(name),
        "struct" => Module.Struct(name),
        "enum" => Module.Enum(name),
        "constant" => Module.Constant(name),
        _ => Module.Typedef(name),
    };

    [Fact]
    public void A_long_chain_of_structs_is_loaded()
    {
        const int length = 20_000;
        string chain = string.Join('\n', Enumerable.Range(0, length).Select(i => $"struct S{i} {{ 1: S{i + 1} next }}"));

        ThriftModule module = Idl.Load(chain + $"\nstruct S{length} {{}}");

        module.Struct("S0").Fields.ShouldHaveSingleItem().Type.Name.ShouldBe("S1");
    }
}
