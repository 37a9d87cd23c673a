namespace Thriftscope.Idl.Tests;

public class DocumentationTests
{
    [Fact]
    public void A_doc_comment_belongs_to_what_follows_it()
    {
        IdlDocument document = Compile.Good("""
            /** file */
            namespace py a
            /** constant */ const i32 C = 1
            /** typedef */ typedef i32 T
            /** enum */ enum E { /** member */ A, B }
            /** struct */ struct S { /** field */ 1: i32 a, 2: i32 b }
            /** service */ service V { /** function */ void f(/** argument */ 1: i32 a) }
            """);

        document.Documentation.ShouldBe("file");
        document.Constants[0].Documentation.ShouldBe("constant");
        document.Typedefs[0].Documentation.ShouldBe("typedef");
        document.Enums[0].Documentation.ShouldBe("enum");
        document.Enums[0].Members.Select(m => m.Documentation).ShouldBe(["member", null]);
        document.Structs[0].Documentation.ShouldBe("struct");
        document.Structs[0].Fields.Select(m => m.Documentation).ShouldBe(["field", null]);
        document.Services[0].Documentation.ShouldBe("service");
        document.Services[0].Functions[0].Documentation.ShouldBe("function");
        document.Services[0].Functions[0].Arguments[0].Documentation.ShouldBe("argument");
    }

    [Fact]
    public void Of_two_doc_comments_at_the_head_the_first_is_the_files()
    {
        IdlDocument document = Compile.Good("/** file */ /** struct */ struct A {}");

        document.Documentation.ShouldBe("file");
        document.Structs[0].Documentation.ShouldBe("struct");
    }

    [Fact]
    public void A_single_doc_comment_before_a_definition_is_the_definitions() =>
        Compile.Good("/** struct */ struct A {}").Documentation.ShouldBeNull();

    [Theory]
    [InlineData("/** one line */", "one line")]
    [InlineData("/**\n * first\n *\n *   indented\n * last\n */", "first\n\n  indented\nlast")]
    [InlineData("/** first\n  * second **/", "first\nsecond")]
    [InlineData("/**\n    plain\n      indented\n */", "plain\n  indented")]
    [InlineData("/**\n    plain\n      indented\n    end */", "plain\n  indented\nend")]
    [InlineData("/**\r\n * windows\r\n */", "windows")]
    [InlineData("/**\n *no blank\n */", "no blank")]
    public void Comment_marks_and_indentation_are_taken_off(string comment, string documentation) =>
        Compile.Good(comment + "struct A {}").Structs[0].Documentation.ShouldBe(documentation);
}
