using Thriftscope.Typed.Tests.Elsewhere;
using Thriftscope.Typed.Tests.Idl;

namespace Thriftscope.Typed.Tests.Values;

/// <summary>What generated types say of themselves, whatever they hold.</summary>
public sealed class TextTests
{
    [Fact]
    public void A_struct_is_printed_with_the_names_of_the_IDL() =>
        new Tree { Id = 7, Left = new Tree(), Named = { ["a"] = new Tree { Forest = Forest.OfCount(3) } } }.ToString()
            .ShouldBe("Tree{id=7, left=Tree{id=0, children=[], named={}}, children=[], named={\"a\": Tree{id=0, children=[], named={}, forest=Forest{count=3}}}}");

    [Fact]
    public void A_member_of_an_enum_is_printed_by_its_name_and_an_unknown_one_by_its_number() =>
        new Point { X = 1, Y = 2, Side = (Side)9 }.ToString().ShouldBe("Point{x=1, y=2, side=9}");

    [Fact]
    public void A_long_text_is_cut_where_the_dynamic_side_cuts_it()
    {
        Tree tree = new() { Children = [.. Enumerable.Range(0, 1000).Select(i => new Tree { Id = i, Children = [new Tree { Id = -i }] })] };

        string text = tree.ToString();

        text.ShouldBe(ThriftSerializer.Deserialize(Tree.Schema, ThriftSerializer.Serialize(tree)).ToString());
        text.Length.ShouldBeInRange(4096, 4300);
    }

    [Fact]
    public void A_text_that_was_cut_leaves_the_next_one_whole()
    {
        _ = new Tree { Children = [.. Enumerable.Range(0, 1000).Select(i => new Tree { Id = i })] }.ToString();

        Forest.OfCount(1).ToString().ShouldBe("Forest{count=1}");
    }

    [Fact]
    public void An_exception_says_what_is_in_it() =>
        new Refused { Reason = "no", Cause = new Problem { Message = "why", Point = new Point { X = 1, Y = 2 } } }.Message
            .ShouldBe("Refused{reason=\"no\", cause=Problem{message=\"why\", code=0, details=[], point=Point{x=1, y=2}, value=\"\"}}");

    [Fact]
    public void A_value_that_contains_itself_is_cut_and_not_compared_or_written_for_ever()
    {
        Tree tree = new();
        Tree other = new();
        tree.Left = tree;
        other.Left = other;

        tree.ToString().ShouldStartWith("Tree{id=0, left=Tree{id=0, left=");
        Should.Throw<InsufficientExecutionStackException>(() => tree.Equals(other));
        Should.Throw<InsufficientExecutionStackException>(() => tree.GetHashCode());
        Should.Throw<ThriftProtocolException>(() => ThriftSerializer.Serialize(tree)).Error.ShouldBe(ThriftProtocolError.DepthLimit);
    }
}
