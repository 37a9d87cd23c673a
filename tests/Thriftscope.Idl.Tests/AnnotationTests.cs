namespace Thriftscope.Idl.Tests;

public class AnnotationTests
{
    private static readonly IdlDocument Document = Compile.Good("""
        namespace py a (n = "namespace")
        const i32 (n = "base type") C = 1 (n = "constant")
        typedef list<i32> (n = "container") T (n = "typedef")
        enum E { A (n = "member"), B = 2 (n = "member 2") } (n = "enum")
        struct S { 1: map<i32, set<string> (n = "inner")> f = {} (n = "field") } (n = "struct")
        union U {} (n = "union")
        exception X {} (n = "exception")
        service V { i32 f(1: i32 a (n = "argument")) throws (1: X x (n = "throws")) (n = "function") } (n = "service")
        """);

    [Fact]
    public void Everything_can_be_annotated()
    {
        IdlFunction function = Document.Services[0].Functions[0];
        IReadOnlyList<IdlAnnotation>[] annotations =
        [
            Document.Namespaces[0].Annotations,
            Document.Constants[0].Type.ShouldBeOfType<IdlBaseType>().Annotations,
            Document.Constants[0].Annotations,
            Document.Typedefs[0].Target.ShouldBeOfType<IdlListType>().Annotations,
            Document.Typedefs[0].Annotations,
            Document.Enums[0].Members[0].Annotations,
            Document.Enums[0].Members[1].Annotations,
            Document.Enums[0].Annotations,
            Document.Structs[0].Fields[0].Type.ShouldBeOfType<IdlMapType>().Value.ShouldBeOfType<IdlSetType>().Annotations,
            Document.Structs[0].Fields[0].Annotations,
            Document.Structs[0].Annotations,
            Document.Structs[1].Annotations,
            Document.Structs[2].Annotations,
            function.Arguments[0].Annotations,
            function.Throws[0].Annotations,
            function.Annotations,
            Document.Services[0].Annotations,
        ];

        annotations.Select(a => a.ShouldHaveSingleItem().Value).ShouldBe(
        [
            "namespace", "base type", "constant", "container", "typedef", "member", "member 2", "enum", "inner", "field",
            "struct", "union", "exception", "argument", "throws", "function", "service",
        ]);
    }

    [Theory]
    [InlineData("()", "")]
    [InlineData("(a)", "a=1")]
    [InlineData("(a, b; c)", "a=1 b=1 c=1")]
    [InlineData("(a = 'x' b = \"y\", c.d = 'z',)", "a=x b=y c.d=z")]
    [InlineData("(a = 'x', a = 'y')", "a=x a=y")]
    public void Lists_of_annotations_take_any_separator(string annotations, string read) =>
        string.Join(" ", Compile.Good($"struct S {{}} {annotations}").Structs[0].Annotations.Select(a => $"{a.Name}={a.Value}")).ShouldBe(read);

    [Theory]
    [InlineData("struct S {} (a = 5)", "THRIFT201 1:18+1")]
    [InlineData("struct S {} ('a')", "THRIFT201 1:14+3")]
    [InlineData("struct S {} (a", "THRIFT201 1:15+0")]
    public void A_wrong_annotation_is_reported_at_its_place(string text, string problem) => Compile.Problems(text).ShouldBe([problem]);
}
