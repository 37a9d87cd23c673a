namespace Thriftscope.Idl.Tests;

public class EnumTests
{
    [Theory]
    [InlineData("A, B, C", "A=0 B=1 C=2")]
    [InlineData("A = 5, B, C = 2, D", "A=5 B=6 C=2 D=3")]
    [InlineData("A = 0x10; B = -3; C", "A=16 B=-3 C=-2")]
    [InlineData("A = 1 B C", "A=1 B=2 C=3")]
    [InlineData("A = 7, B = 7", "A=7 B=7")]
    [InlineData("A = 2147483647, B = -2147483648", "A=2147483647 B=-2147483648")]
    [InlineData("", "")]
    public void Members_are_numbered(string members, string numbers) =>
        string.Join(" ", Compile.Good($"enum E {{ {members} }}").Enums[0].Members.Select(m => $"{m.Name}={m.Value}")).ShouldBe(numbers);

    [Theory]
    [InlineData("enum E { A, B\nA }", "THRIFT306 2:1+1")]
    [InlineData("enum E { A = 2147483648 }", "THRIFT307 1:14+10")]
    [InlineData("enum E { A = 2147483647, B }", "THRIFT307 1:26+1")]
    [InlineData("enum E { A = -2147483649 }", "THRIFT307 1:14+11")]
    [InlineData("enum E { A = 1.5 }", "THRIFT201 1:14+3")]
    [InlineData("enum E { A = B }", "THRIFT201 1:14+1")]
    [InlineData("enum E { A.B }", "THRIFT204 1:10+3")]
    [InlineData("enum E { struct, union }", "THRIFT203 1:10+6|THRIFT203 1:18+5")]
    [InlineData("senum E { 'a', 'b' }\nstruct A {}", "THRIFT205 1:1+5")]
    public void A_wrong_enum_is_reported_at_its_place(string text, string problems) =>
        Compile.Problems(text).ShouldBe(problems.Split('|'));

    [Fact]
    public void A_senum_says_what_to_use_instead() =>
        Compile.Message("senum E { 'a' }").ShouldBe("'senum' was removed from Thrift. Use an enum, or fields of type string.");
}
