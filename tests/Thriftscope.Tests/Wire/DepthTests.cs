using System.Buffers;
using Thriftscope.Wire;

namespace Thriftscope.Tests.Wire;

/// <summary>Nesting ends at the limit, which is 64 unless it is set: for readers, scanners and writers.</summary>
public class DepthTests
{
    private const int Limit = 64;

    private static readonly ThriftModule Module = Idl.Load("struct Node { 1: optional Node next, 2: list<Node> nodes, 3: map<string, Node> byName }");

    // What is nested, again and again, inside a struct: each level's head, and whether an end stands behind it.
    public static TheoryData<string, string, bool> Nests => new()
    {
        { "a struct in a known field", "0c0001", true },
        { "a struct in an unknown field", "0c0063", true },
        { "a list in a list, one element each", "0f00000001", false },
        { "a list in a list, two elements each", "0f00000002", false },
        { "a set in a set", "0e00000001", false },
        { "a map in a map", "080d00000001" + "00000001", false },
    };

    [Theory]
    [MemberData(nameof(Nests))]
    public void A_bomb_is_refused_by_the_reader_at_the_first_level_too_many(string nest, string level, bool isField)
    {
        byte[] bytes = Bomb(level, isField, 100_000);

        ThriftProtocolException e = Should.Throw<ThriftProtocolException>(() => Encoding.Decode(Module.Struct("Node"), bytes), nest);

        e.Error.ShouldBe(ThriftProtocolError.DepthLimit);
        e.Message.ShouldContain("deeper than the limit of 64");
        // The outermost struct has no head; the next 64 heads are read before the level that is too deep is met.
        e.Offset.ShouldNotBeNull().ShouldBeInRange((Limit - 1) * level.Length / 2, (3 + Limit) * (level.Length / 2));
    }

    [Theory]
    [MemberData(nameof(Nests))]
    public void A_bomb_takes_the_scanner_no_memory(string nest, string level, bool isField)
    {
        byte[] message = [.. Convert.FromHexString("80010001" + "0000000470696e67" + "00000001"), .. Bomb(level, isField, 100_000)];
        BinaryScanner scanner = new(ThriftLimits.Default);
        long before = GC.GetAllocatedBytesForCurrentThread();

        // A list of one element is forgotten as soon as the element begins, so it never gets deep.
        try
        {
            scanner.TryFindEnd(new ReadOnlySequence<byte>(message), out _).ShouldBeFalse(nest);
        }
        catch (ThriftProtocolException e)
        {
            e.Error.ShouldBe(ThriftProtocolError.DepthLimit);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(64 * 1024);
    }

    [Fact]
    public void As_deep_as_the_limit_is_written_scanned_and_read()
    {
        ThriftStruct deep = Chain(Limit);
        byte[] message = Encoding.EncodeMessage(new MessageHeader("m", MessageType.Call, 1), deep);

        new BinaryScanner(ThriftLimits.Default).TryFindEnd(new ReadOnlySequence<byte>(message), out long length).ShouldBeTrue();
        length.ShouldBe(message.Length);
        Encoding.DecodeMessage(Module.Struct("Node"), new ReadOnlySequence<byte>(message)).Body.Equals(deep).ShouldBeTrue();
    }

    [Fact]
    public void One_level_more_is_not_written()
    {
        ThriftProtocolException e = Should.Throw<ThriftProtocolException>(() => Encoding.Encode(Chain(Limit + 1)));

        e.Error.ShouldBe(ThriftProtocolError.DepthLimit);
        e.Offset.ShouldBeNull();
        e.Path.ShouldBe(string.Join('.', Enumerable.Repeat("next", Limit)));
    }

    [Fact]
    public void A_value_that_contains_itself_is_not_written()
    {
        ThriftStruct node = Module.NewStruct("Node");
        node["nodes"] = new[] { node };

        ThriftProtocolException e = Should.Throw<ThriftProtocolException>(() => Encoding.Encode(node));

        e.Error.ShouldBe(ThriftProtocolError.DepthLimit);
        e.Path.ShouldStartWith("nodes[0].nodes[0].nodes[0]");
    }

    [Fact]
    public void The_limit_can_be_set()
    {
        byte[] bytes = Encoding.Encode(Chain(3));

        Encoding.Decode(Module.Struct("Node"), new ReadOnlySequence<byte>(bytes), new ThriftLimits { MaxDepth = 3 }).ShouldNotBeNull();
        Should.Throw<ThriftProtocolException>(() => Encoding.Decode(Module.Struct("Node"), new ReadOnlySequence<byte>(bytes), new ThriftLimits { MaxDepth = 2 }))
            .Path.ShouldBe("next.next");
    }

    private static ThriftStruct Chain(int length)
    {
        ThriftStruct node = Module.NewStruct("Node");
        for (int i = 1; i < length; i++)
            node = Module.NewStruct("Node", new { next = node });
        return node;
    }

    private static byte[] Bomb(string level, bool isField, int levels)
    {
        byte[] head = Convert.FromHexString(level);
        IEnumerable<byte> nest = Enumerable.Repeat(head, levels).SelectMany(b => b);
        // A container is the value of a field; its type stands in the head of the one around it.
        return isField ? [.. nest] : [head[level.StartsWith("08", StringComparison.Ordinal) ? 1 : 0], 0, 99, .. nest];
    }
}
