namespace Thriftscope.Idl.Tests;

public class NameTests
{
    [Theory]
    [InlineData("BEGIN")]
    [InlineData("class")]
    [InlineData("delete")]
    [InlineData("from")]
    [InlineData("next")]
    [InlineData("self")]
    [InlineData("while")]
    [InlineData("yield")]
    [InlineData("senum")]
    [InlineData("_")]
    public void Words_of_other_languages_are_plain_names(string word) =>
        Compile.Good($"struct {word} {{ 1: {word} {word} }} service V {{ void {word}() }} enum E {{ {word} }} const E C = E.{word}")
            .Structs[0].Name.ShouldBe(word);

    [Theory]
    [InlineData("namespace")]
    [InlineData("include")]
    [InlineData("cpp_include")]
    [InlineData("void")]
    [InlineData("bool")]
    [InlineData("byte")]
    [InlineData("i8")]
    [InlineData("i16")]
    [InlineData("i32")]
    [InlineData("i64")]
    [InlineData("double")]
    [InlineData("string")]
    [InlineData("binary")]
    [InlineData("uuid")]
    [InlineData("map")]
    [InlineData("list")]
    [InlineData("set")]
    [InlineData("oneway")]
    [InlineData("async")]
    [InlineData("typedef")]
    [InlineData("struct")]
    [InlineData("union")]
    [InlineData("exception")]
    [InlineData("extends")]
    [InlineData("throws")]
    [InlineData("service")]
    [InlineData("enum")]
    [InlineData("const")]
    [InlineData("required")]
    [InlineData("optional")]
    public void Keywords_can_name_fields(string word) =>
        Compile.Good($"struct S {{ 1: required i32 {word}, 2: S s }} service V {{ void f(1: string {word}) }}")
            .Structs[0].Fields[0].Name.ShouldBe(word);

    [Theory]
    [InlineData("struct A {}")]
    [InlineData("union A {}")]
    [InlineData("exception A {}")]
    [InlineData("enum A {}")]
    [InlineData("typedef i32 A")]
    [InlineData("const i32 A = 1")]
    [InlineData("service A {}")]
    public void A_name_belongs_to_one_definition_of_any_kind(string second)
    {
        Compile.Problems("struct A {}\n" + second).ShouldBe([$"THRIFT301 2:{second.IndexOf('A', StringComparison.Ordinal) + 1}+1"]);
        Compile.Problems("enum A {}\n" + second).ShouldBe([$"THRIFT301 2:{second.IndexOf('A', StringComparison.Ordinal) + 1}+1"]);
    }

    [Fact]
    public void A_duplicate_names_the_first_definition() =>
        Compile.Message("exception A {}\nservice A {}").ShouldBe("'A' is already defined as an exception in line 1.");
}
