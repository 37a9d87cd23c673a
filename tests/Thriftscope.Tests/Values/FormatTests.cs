namespace Thriftscope.Tests.Values;

public class FormatTests
{
    [Theory]
    [InlineData("string a", "say \"hi\"\\\r\nbye", "S{a=\"say \\\"hi\\\"\\\\\\nbye\"}")]
    [InlineData("double a", 1.5, "S{a=1.5}")]
    [InlineData("bool a", false, "S{a=false}")]
    [InlineData("list<bool> a", new[] { true, false }, "S{a=[true, false]}")]
    [InlineData("set<i32> a", new[] { 1, 2 }, "S{a={1, 2}}")]
    [InlineData("binary a", new byte[] { 0, 255 }, "S{a=0x00ff}")]
    [InlineData("list<string> a", new string[0], "S{a=[]}")]
    [InlineData("list<string> a", null, "S{}")]
    public void A_value_is_printed_as_people_read_it(string field, object? value, string expected)
    {
        ThriftStruct s = Idl.S($"1: {field}");
        s["a"] = value;

        s.ToString().ShouldBe(expected);
    }

    [Fact]
    public void Long_values_are_cut()
    {
        ThriftStruct s = Idl.S("1: binary a, 2: list<string> b");
        s["a"] = new byte[1000];
        s.ToString().ShouldBe($"S{{a=0x{new string('0', 64)}…(1000 bytes)}}");

        s["b"] = Enumerable.Repeat(new string('x', 100), 10_000).ToList();
        s.ToString().Length.ShouldBeLessThan(5000);
        s.ToString().ShouldEndWith("…");
    }

    [Fact]
    public void A_value_that_contains_itself_is_cut_too()
    {
        ThriftStruct node = Idl.Load("struct Node { 1: Node next }").NewStruct("Node");
        node["next"] = node;

        node.ToString().ShouldStartWith("Node{next=Node{next=");
    }
}
