namespace Thriftscope.Idl.Tests;

public class LexicalTests
{
    [Theory]
    [InlineData("5", "5")]
    [InlineData("+5", "5")]
    [InlineData("-5", "-5")]
    [InlineData("007", "7")]
    [InlineData("0x1f", "31")]
    [InlineData("+0x1F", "31")]
    [InlineData("-0x0001F", "-31")]
    [InlineData("0x7fffffffffffffff", "9223372036854775807")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("-0x8000000000000000", "-9223372036854775808")]
    public void Integers_are_read(string written, string value) =>
        Compile.ValueOfX($"const i64 X = {written}").ShouldBe(value);

    [Theory]
    [InlineData("1.5", "1.5")]
    [InlineData("1.", "1.0")]
    [InlineData(".5", "0.5")]
    [InlineData("-.5", "-0.5")]
    [InlineData("+1.25", "1.25")]
    [InlineData("1e10", "10000000000.0")]
    [InlineData("1E-3", "0.001")]
    [InlineData("-1.5e+2", "-150.0")]
    [InlineData("1.e2", "100.0")]
    [InlineData("085.2355", "85.2355")]
    [InlineData("-0.0", "-0.0")]
    [InlineData("12", "12.0")]
    [InlineData("1e999", "1e999")]
    public void Doubles_are_read(string written, string value) =>
        Compile.ValueOfX($"const double X = {written}").ShouldBe(value);

    [Theory]
    [InlineData("'a\\tb\\r\\n\\\\\\'\\\"'", "a\tb\r\n\\'\"")]
    [InlineData("\"it's\"", "it's")]
    [InlineData("'\"'", "\"")]
    [InlineData("''", "")]
    [InlineData("'/* no comment */ # nor this // nor that'", "/* no comment */ # nor this // nor that")]
    [InlineData("'\u00e4 \u4e2d \ud83d\ude00'", "\u00e4 \u4e2d \ud83d\ude00")]
    public void Literals_are_read(string written, string value) =>
        Compile.Good($"const string X = {written}").Constants[0].Value.ShouldBeOfType<IdlStringValue>().Value.ShouldBe(value);

    [Theory]
    [InlineData("# a\nstruct A {}")]
    [InlineData("// a\nstruct A {}")]
    [InlineData("/* a */ struct A {}")]
    [InlineData("/* a ** b * / c **/ struct A {}")]
    [InlineData("/**/ struct A {}")]
    [InlineData("/***/ struct A {}")]
    [InlineData("/****/ struct A {}")]
    [InlineData("struct A {} // no line end")]
    [InlineData("struct A {} #")]
    [InlineData("/* a\n\n * /* b */ struct A {}")]
    public void Comments_are_skipped(string text) => Compile.Good(text).Structs.ShouldHaveSingleItem().Documentation.ShouldBeNull();

    [Theory]
    [InlineData("struct A { 1: i32 $a }", "THRIFT101 1:19+1")]
    [InlineData("struct A { 1: i32 \ud83d\ude00a }", "THRIFT101 1:19+2")]
    [InlineData("struct A {\0}", "THRIFT101 1:11+1")]
    [InlineData("struct A {\ufffd}", "THRIFT106 1:11+1")]
    [InlineData("struct A {\n /* 1: i32 a\n}", "THRIFT102 2:2+2")]
    [InlineData("/** a", "THRIFT102 1:1+2")]
    [InlineData("/*/", "THRIFT102 1:1+2")]
    [InlineData("const string A = 'abc\nconst i32 B = 1", "THRIFT103 1:18+1")]
    [InlineData("const string A = \"abc", "THRIFT103 1:18+1")]
    [InlineData("const string A = 'abc\\", "THRIFT103 1:18+1")]
    [InlineData("const string A = 'a\\xb'", "THRIFT104 1:20+2")]
    [InlineData("const i64 A = 9223372036854775808", "THRIFT105 1:15+19")]
    [InlineData("const i64 A = 0xFFFFFFFFFFFFFFFF", "THRIFT105 1:15+18")]
    [InlineData("const i64 A = 99999999999999999999999999", "THRIFT105 1:15+26")]
    [InlineData("struct A { 99999999999999999999: i32 a }", "THRIFT105 1:12+20")]
    [InlineData("const i32 A = 0x", "THRIFT107 1:15+2")]
    [InlineData("struct A { 1: i32 a-b }", "THRIFT101 1:20+1|THRIFT201 1:23+1")]
    [InlineData("namespace py a-b", "THRIFT101 1:15+1|THRIFT211 1:16+1")]
    public void A_wrong_character_is_reported_at_its_place(string text, string problems) =>
        Compile.Problems(text).ShouldBe(problems.Split('|'));

    [Fact]
    public void Control_characters_are_named_by_their_code() =>
        Compile.Message("struct A {\u0001}").ShouldBe("The character U+0001 has no meaning here.");

    [Fact]
    public void A_byte_order_mark_counts_as_a_position_but_not_as_a_column()
    {
        SourceLocation location = IdlCompiler.Parse("\ufeffstruct A { 1: Nope n }", "test").Diagnostics.ShouldHaveSingleItem().Location;

        location.ShouldBe(new SourceLocation("test", 1, 15, 15, 4));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_named_by_its_code() =>
        Compile.Message("struct A {\ud800}").ShouldBe("The character U+D800 has no meaning here.");

    [Fact]
    public void Lines_and_columns_count_windows_line_ends_and_tabs_as_they_are() =>
        Compile.Problems("struct A {\r\n\t1: Nope a\r\n}").ShouldBe(["THRIFT302 2:5+4"]);
}
