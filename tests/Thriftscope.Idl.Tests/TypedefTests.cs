namespace Thriftscope.Idl.Tests;

public class TypedefTests
{
    [Fact]
    public void A_typedef_is_followed_through_others_in_any_order()
    {
        IdlDocument document = Compile.Good("typedef B A typedef list<C> B typedef S C struct S { 1: A a }");

        document.Typedefs[0].Target.ShouldBeSameAs(document.Typedefs[1]);
        document.Typedefs[0].Resolved.ShouldBeOfType<IdlListType>().Element.Resolved.ShouldBeSameAs(document.Structs[0]);
    }

    [Theory]
    [InlineData("typedef A A", "THRIFT304 1:11+1")]
    [InlineData("typedef B A\ntypedef C B\ntypedef A C", "THRIFT304 1:11+1")]
    [InlineData("typedef list<map<i32, A>> A", "THRIFT304 1:27+1")]
    [InlineData("typedef B A\ntypedef B B", "THRIFT304 2:11+1")]
    [InlineData("typedef Nope A struct S { 1: A a = 5 }", "THRIFT302 1:9+4")]
    [InlineData("typedef i32 A typedef i64 A", "THRIFT301 1:27+1")]
    public void A_wrong_typedef_is_reported_at_its_place(string text, string problem) => Compile.Problems(text).ShouldBe([problem]);

    [Fact]
    public void A_model_with_a_cycle_can_still_be_followed_to_an_end()
    {
        IdlDocument root = IdlCompiler.Parse("typedef B A typedef list<A> B", "test").Root;

        root.Typedefs.ShouldAllBe(t => t.Target is IdlBaseType && t.Resolved is IdlBaseType);
    }

    [Fact]
    public void A_cycle_shows_its_chain() =>
        Compile.Message("typedef B A typedef list<C> B typedef A C").ShouldBe("The typedef stands for itself: A -> B -> C -> A.");
}
