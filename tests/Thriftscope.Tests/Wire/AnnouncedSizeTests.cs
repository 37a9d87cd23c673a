using System.Buffers;
using Thriftscope.Schema;
using Thriftscope.Wire;

namespace Thriftscope.Tests.Wire;

/// <summary>A size that can't be true is refused where it stands, before memory is taken for it.</summary>
public class AnnouncedSizeTests
{
    private static readonly ThriftModule Module = Idl.Load("""
        struct S {
          1: string text, 2: binary bytes, 3: list<i64> numbers, 4: set<string> names, 5: map<i32, i64> pairs,
          6: list<S> children, 7: list<list<i32>> rows, 8: map<string, S> byName
        }
        """);

    // field head (3 bytes), then the head of the value. 0b string, 0f list, 0e set, 0d map, 0c struct.
    [Theory]
    [InlineData("0b0001" + "00000002" + "61", ThriftProtocolError.Truncated, 7)]
    [InlineData("0b0001" + "7fffffff" + "61", ThriftProtocolError.Truncated, 7)]
    [InlineData("0b0001" + "ffffffff", ThriftProtocolError.NegativeSize, 7)]
    [InlineData("0b0002" + "7fffffff", ThriftProtocolError.Truncated, 7)]
    [InlineData("0b0002" + "80000000", ThriftProtocolError.NegativeSize, 7)]
    [InlineData("0f0003" + "0a00000002" + "0000000000000001", ThriftProtocolError.Truncated, 8)]
    [InlineData("0f0003" + "0a7fffffff", ThriftProtocolError.Truncated, 8)]
    [InlineData("0f0003" + "0affffffff", ThriftProtocolError.NegativeSize, 8)]
    [InlineData("0e0004" + "0b7fffffff", ThriftProtocolError.Truncated, 8)]
    [InlineData("0e0004" + "0bfffffffe", ThriftProtocolError.NegativeSize, 8)]
    [InlineData("0d0005" + "080a7fffffff", ThriftProtocolError.Truncated, 9)]
    [InlineData("0d0005" + "080affffffff", ThriftProtocolError.NegativeSize, 9)]
    [InlineData("0f0006" + "0c7fffffff", ThriftProtocolError.Truncated, 8)]
    [InlineData("0f0007" + "0f7fffffff", ThriftProtocolError.Truncated, 8)]
    [InlineData("0d0008" + "0b0c7fffffff", ThriftProtocolError.Truncated, 9)]
    [InlineData("0f0063" + "0a7fffffff", ThriftProtocolError.Truncated, 8)] // of a field that the schema does not have
    [InlineData("0d0063" + "0b0b7fffffff", ThriftProtocolError.Truncated, 9)]
    [InlineData("0b0063" + "7fffffff", ThriftProtocolError.Truncated, 7)]
    public void A_reader_refuses_it(string hex, ThriftProtocolError error, long offset)
    {
        StructSchema schema = Module.Struct("S");
        byte[] bytes = Convert.FromHexString(hex);
        _ = Refused(schema, bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();

        ThriftProtocolException e = Refused(schema, bytes);

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        e.Error.ShouldBe(error);
        e.Offset.ShouldBe(offset);
        allocated.ShouldBeLessThan(32 * 1024);
    }

    [Theory]
    [InlineData("0b0001" + "7fffffff", ThriftProtocolError.SizeLimit)]
    [InlineData("0b0001" + "ffffffff", ThriftProtocolError.NegativeSize)]
    [InlineData("0f0003" + "0a7fffffff", ThriftProtocolError.SizeLimit)]
    [InlineData("0f0003" + "0affffffff", ThriftProtocolError.NegativeSize)]
    [InlineData("0d0005" + "080a7fffffff", ThriftProtocolError.SizeLimit)]
    [InlineData("0d0005" + "0b0bffffffff", ThriftProtocolError.NegativeSize)]
    [InlineData("0f0006" + "0c7fffffff", ThriftProtocolError.SizeLimit)]
    [InlineData("0f0006" + "0100000001", ThriftProtocolError.InvalidData)]
    [InlineData("110001", ThriftProtocolError.InvalidData)]
    public void A_scanner_refuses_what_no_message_may_hold(string hex, ThriftProtocolError error)
    {
        byte[] message = [.. Convert.FromHexString("80010001" + "0000000470696e67" + "00000001"), .. Convert.FromHexString(hex)];

        ThriftProtocolException e = Should.Throw<ThriftProtocolException>(
            () => new BinaryScanner(ThriftLimits.Default).TryFindEnd(new ReadOnlySequence<byte>(message), out _));

        e.Error.ShouldBe(error);
        e.Offset.ShouldNotBeNull().ShouldBeInRange(16, message.Length);
    }

    [Theory]
    [InlineData("800100017fffffff", ThriftProtocolError.Truncated, 8)]
    [InlineData("80010001ffffffff", ThriftProtocolError.NegativeSize, 8)]
    [InlineData("7fffffff61", ThriftProtocolError.Truncated, 4)]
    [InlineData("80020001" + "00000000" + "00000001", ThriftProtocolError.BadVersion, 0)]
    [InlineData("80010005" + "00000000" + "00000001", ThriftProtocolError.InvalidData, 4)]
    [InlineData("80010000" + "00000000" + "00000001", ThriftProtocolError.InvalidData, 4)]
    [InlineData("00000001" + "61" + "05" + "00000001", ThriftProtocolError.InvalidData, 6)]
    [InlineData("80010001" + "00000000" + "0000", ThriftProtocolError.Truncated, 10)]
    [InlineData("", ThriftProtocolError.Truncated, 0)]
    public void A_wrong_header_is_refused(string hex, ThriftProtocolError error, long offset)
    {
        ThriftProtocolException e = Should.Throw<ThriftProtocolException>(() =>
        {
            ThriftBinaryReader reader = new(new ReadOnlySequence<byte>(Convert.FromHexString(hex)));
            reader.ReadMessageBegin();
        });

        e.Error.ShouldBe(error);
        e.Offset.ShouldBe(offset);
    }

    [Theory]
    [InlineData("1: string a", "0b0001" + "00000004" + "61616161" + "00", "A string of 4 bytes is over the limit of 3 (ThriftLimits.MaxStringLength)")]
    [InlineData("1: binary a", "0b0001" + "00000004" + "61616161" + "00", "A string of 4 bytes is over the limit of 3 (ThriftLimits.MaxStringLength)")]
    [InlineData("1: list<bool> a", "0f0001" + "0200000003" + "010101" + "00", "A container of 3 elements is over the limit of 2 (ThriftLimits.MaxContainerSize)")]
    [InlineData("1: set<i8> a", "0e0001" + "0300000003" + "010203" + "00", "A container of 3 elements is over the limit of 2 (ThriftLimits.MaxContainerSize)")]
    [InlineData("1: map<i8, i8> a", "0d0001" + "030300000003" + "010102020303" + "00", "A container of 3 elements is over the limit of 2 (ThriftLimits.MaxContainerSize)")]
    public void A_limit_of_the_users_holds(string fields, string hex, string message)
    {
        StructSchema schema = Idl.Load($"struct S {{ {fields} }}").Struct("S");
        ReadOnlySequence<byte> bytes = new(Convert.FromHexString(hex));
        ThriftLimits limits = new() { MaxStringLength = 3, MaxContainerSize = 2 };

        Encoding.Decode(schema, bytes).IsSet("a").ShouldBeTrue();
        ThriftProtocolException e = Should.Throw<ThriftProtocolException>(() => Encoding.Decode(schema, bytes, limits));

        e.Error.ShouldBe(ThriftProtocolError.SizeLimit);
        e.Message.ShouldContain(message);
    }

    [Theory]
    [InlineData("0f0003" + "0000000000" + "00")]
    [InlineData("0e0004" + "0000000000" + "00")]
    [InlineData("0d0005" + "000000000000" + "00")]
    [InlineData("0f0003" + "0100000000" + "00")]
    [InlineData("0f0063" + "0000000000" + "00")]
    public void An_empty_collection_may_leave_its_types_out(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);

        foreach ((string name, object value) in Encoding.Decode(Module.Struct("S"), bytes).Fields)
            ((System.Collections.IEnumerable)value).Cast<object>().ShouldBeEmpty(name);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_limit_must_be_positive(int value)
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new ThriftLimits { MaxDepth = value });
        Should.Throw<ArgumentOutOfRangeException>(() => new ThriftLimits { MaxMessageSize = value });
        Should.Throw<ArgumentOutOfRangeException>(() => new ThriftLimits { MaxFrameSize = value });
        Should.Throw<ArgumentOutOfRangeException>(() => new ThriftLimits { MaxStringLength = value });
        Should.Throw<ArgumentOutOfRangeException>(() => new ThriftLimits { MaxContainerSize = value });
        Should.Throw<ArgumentOutOfRangeException>(() => new ThriftLimits { MaxStructs = value });
        Should.Throw<ArgumentOutOfRangeException>(() => new ThriftLimits { MaxContainers = value });
    }

    private static ThriftProtocolException Refused(StructSchema schema, byte[] bytes) =>
        Should.Throw<ThriftProtocolException>(() => Encoding.Decode(schema, bytes));

    [Fact]
    public void More_structs_than_the_limit_are_refused_though_their_bytes_are_there()
    {
        ThriftLimits limits = new() { MaxStructs = 100 };
        // A list of structs that are nothing but their end: the outer struct counts too.
        byte[] Structs(int count) => [0x0f, 0, 6, 0x0c, 0, 0, 0, (byte)count, .. new byte[count], 0];

        _ = Encoding.Decode(Module.Struct("S"), new ReadOnlySequence<byte>(Structs(99)), limits);
        ThriftProtocolException e = Should.Throw<ThriftProtocolException>(
            () => Encoding.Decode(Module.Struct("S"), new ReadOnlySequence<byte>(Structs(100)), limits));

        e.Error.ShouldBe(ThriftProtocolError.SizeLimit);
        e.Path.ShouldBe("children[99]");
    }

    [Fact]
    public void More_containers_than_the_limit_are_refused_though_their_bytes_are_there()
    {
        ThriftLimits limits = new() { MaxContainers = 100 };
        // A list of empty lists: the outer one counts too.
        byte[] Lists(int count) => [0x0f, 0, 7, 0x0f, 0, 0, 0, (byte)count, .. Enumerable.Repeat<byte[]>([8, 0, 0, 0, 0], count).SelectMany(l => l), 0];

        _ = Encoding.Decode(Module.Struct("S"), new ReadOnlySequence<byte>(Lists(99)), limits);
        ThriftProtocolException e = Should.Throw<ThriftProtocolException>(
            () => Encoding.Decode(Module.Struct("S"), new ReadOnlySequence<byte>(Lists(100)), limits));

        e.Error.ShouldBe(ThriftProtocolError.SizeLimit);
        e.Path.ShouldBe("rows[99]");
    }

    [Fact]
    public void Lists_within_lists_that_all_announce_the_same_bytes_take_no_memory_for_them()
    {
        // Thirty lists of a million structs, each the first element of the one around it, over the same million bytes.
        byte[] list = [0x0f, 0, 6, 0x0c, 0, 0x0f, 0x42, 0x40];
        byte[] bytes = [.. Enumerable.Repeat(list, 30).SelectMany(l => l), .. Enumerable.Repeat((byte)0xFF, 1_000_000)];
        long before = GC.GetAllocatedBytesForCurrentThread();

        ThriftProtocolException e = Refused(Module.Struct("S"), bytes);

        e.Error.ShouldBe(ThriftProtocolError.InvalidData);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4_000_000);
    }

    [Fact]
    public void More_brackets_of_plain_json_than_a_message_may_have_structs_and_containers_are_refused()
    {
        ThriftLimits limits = new() { MaxStructs = 10, MaxContainers = 10 };
        string lists = string.Join(",", Enumerable.Repeat("[]", 100));
        byte[] json = System.Text.Encoding.ASCII.GetBytes($$$"""{"metadata":{"name":"a","version":1,"ttype":1,"seqid":1},"payload":{"unknown":[{{{lists}}}]}}""");
        byte[] message = [0, 0, (byte)(json.Length >> 8), (byte)json.Length, .. json];

        ThriftProtocolException e = Should.Throw<ThriftProtocolException>(() => new ThriftPyJsonReader(new ReadOnlySequence<byte>(message), limits).ReadMessageBegin());

        new ThriftPyJsonReader(new ReadOnlySequence<byte>(message)).ReadMessageBegin().Name.ShouldBe("a");
        e.Error.ShouldBe(ThriftProtocolError.SizeLimit);
    }
}
