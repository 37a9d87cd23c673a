using System.Text;
using static Thriftscope.Telemetry.Tests.Headers.Blocks;

namespace Thriftscope.Telemetry.Tests.Headers;

public class HeaderBlockTests
{
    private static readonly BlockInfo Plain = new(HeaderProtocol.Binary, IsCompressed: false);

    private static HeaderFormat Format => HeaderFormat.Header;

    [Theory]
    [InlineData("00 00", "", "Binary", false)]
    [InlineData("02 00", "", "Compact", false)]
    [InlineData("02 01 01", "", "Compact", true)]
    [InlineData("00 00 01 01 01 61 02 6262", "a=bb", "Binary", false)]
    [InlineData("00 01 01 01 02 01 61 00 01 62 01 63", "a=, b=c", "Binary", true)]
    [InlineData("00 00 01 01 01 61 01 62 01 01 01 63 01 64", "a=b, c=d", "Binary", false)] // two infos
    [InlineData("00 00 01 02 01 61 01 62 01 61 01 63", "a=c", "Binary", false)] // the same key twice
    [InlineData("00 00 01 00", "", "Binary", false)]
    [InlineData("80 00 80 80 00 81 00 81 80 80 80 00 81 00 61 01 62", "a=b", "Binary", false)] // numbers longer than they need be
    public void A_block_is_read(string hex, string headers, string protocol, bool isCompressed)
    {
        (string read, BlockInfo info) = Read(Format, Bytes(hex));

        read.ShouldBe(headers);
        info.Protocol.ToString().ShouldBe(protocol);
        info.IsCompressed.ShouldBe(isCompressed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)] // as C++ pads a block that needs none
    public void Padding_of_up_to_four_zeros_is_no_header(int padding) =>
        Read(Format, [.. Bytes("00 00 01 01 01 61 01 62"), .. new byte[padding]]).Headers.ShouldBe("a=b");

    [Theory]
    [InlineData("03")]
    [InlineData("10 ffffffffffff")]
    [InlineData("ffffffff0f 01 01 63 01 64")]
    public void Behind_an_info_that_is_not_known_nothing_is_read(string unknown) =>
        Read(Format, Bytes($"00 00 01 01 01 61 01 62 {unknown}")).Headers.ShouldBe("a=b");

    [Fact]
    public void What_the_connection_remembers_is_there_for_each_message_behind_its_own()
    {
        IncomingHeaders connection = new();

        Read(Format, Bytes("00 00 02 01 01 61 01 62 01 01 01 63 01 64"), connection).Headers.ShouldBe("a=b, c=d");
        Read(Format, Bytes("00 00"), connection).Headers.ShouldBe("a=b");
        Read(Format, Bytes("00 00 01 01 01 61 01 78"), connection).Headers.ShouldBe("a=x");
        Read(Format, Bytes("00 00 01 01 01 61 01 78 02 01 01 41 01 79"), connection).Headers.ShouldBe("a=x");
        Read(Format, Bytes("00 00"), connection).Headers.ShouldBe("a=y");
    }

    [Fact]
    public void A_connection_remembers_so_many_headers_and_no_more()
    {
        IncomingHeaders connection = new();
        HeaderProblem? problem = null;
        int remembered = 0;

        for (; problem is null && remembered < 2000; remembered++)
        {
            byte[] key = Encoding.UTF8.GetBytes($"{remembered:d4}");
            connection.Begin(Table());
            problem = Format.TryRead([0, 0, 2, 1, 4, .. key, 0], connection, out _);
        }

        remembered.ShouldBe(HeaderLimits.MaxHeaders + 1);
        problem.ShouldNotBeNull().Fault.ShouldBe(HeaderFault.TooLarge);
    }

    [Fact]
    public void A_connection_remembers_so_many_bytes_and_no_more()
    {
        IncomingHeaders connection = new();
        byte[] value = new byte[0x3FFF];
        HeaderProblem? Remember(char key)
        {
            connection.Begin(Table());
            return Format.TryRead([0, 0, 2, 1, 1, (byte)key, 0xFF, 0x7F, .. value], connection, out _);
        }

        Remember('a').ShouldBeNull();
        for (int i = 0; i < 10; i++)
            Remember('b').ShouldBeNull();
        Remember('c').ShouldBeNull();
        Remember('d').ShouldNotBeNull().Fault.ShouldBe(HeaderFault.TooLarge);
    }

    [Theory]
    [InlineData("", "Truncated", "ends within a number", 10)]
    [InlineData("00", "Truncated", "ends within a number", 11)]
    [InlineData("01 00", "Invalid", "protocol 1; expected 0 (binary) or 2 (compact)", 10)]
    [InlineData("03 00", "Invalid", "protocol 3;", 10)]
    [InlineData("ffffffff0f 00", "Invalid", "protocol 4294967295;", 10)]
    [InlineData("00 01 02", "Invalid", "transform 2; expected none or 1 (zlib)", 12)]
    [InlineData("00 01 03", "Invalid", "transform 3;", 12)]
    [InlineData("00 02 01 01", "Invalid", "compressed more than once", 13)]
    [InlineData("00 ffffffff0f", "Truncated", "ends within a number", 16)]
    [InlineData("00 00 01", "Truncated", "ends within a number", 13)]
    [InlineData("00 00 01 01", "Truncated", "1 headers are announced, and 0 bytes are left", 14)]
    [InlineData("00 00 01 02 01 61 01", "Truncated", "2 headers are announced, and 3 bytes are left", 14)]
    [InlineData("00 00 01 02 01 61 01 62", "Truncated", "ends within a number", 18)]
    [InlineData("00 00 01 01 05 61", "Truncated", "ends within a text: 5 bytes are announced, 1 are left", 15)]
    [InlineData("00 00 01 01 01 61 ffffffff0f", "Truncated", "4294967295 bytes are announced", 21)]
    [InlineData("00 00 01 8104", "TooLarge", "513 headers are over the limit of 512", 15)]
    [InlineData("00 00 01 ffffffff0f", "TooLarge", "4294967295 headers are over the limit of 512", 18)]
    [InlineData("8080808080 00", "Invalid", "at most 32 bits in five bytes", 10)]
    [InlineData("8080808010 00", "Invalid", "at most 32 bits in five bytes", 10)]
    public void A_wrong_block_is_refused_with_the_place(string hex, string fault, string message, int offset)
    {
        HeaderProblem problem = Problem(Format, Bytes(hex));

        problem.Fault.ToString().ShouldBe(fault);
        problem.Message.ShouldContain(message);
        problem.Offset.ShouldBe(offset);
    }

    [Fact]
    public void Infos_together_have_no_more_headers_than_one()
    {
        byte[] half = [0x01, 0x81, 0x02, .. Enumerable.Repeat(new byte[] { 1, (byte)'a', 0 }, 257).SelectMany(b => b)];

        TryRead(Format, [0, 0, .. half]).ShouldBeNull();
        Problem(Format, [0, 0, .. half, .. half]).Fault.ShouldBe(HeaderFault.TooLarge);
    }

    [Fact]
    public void A_block_that_ends_too_early_is_refused_or_has_fewer_infos()
    {
        byte[] block = Bytes("02 01 01 01 02 01 61 02 6262 01 63 03 646464 02 01 01 65 01 66");

        for (int length = 0; length < block.Length; length++)
        {
            HeaderProblem? problem = TryRead(Format, block[..length]);
            // Behind the transforms and behind the first info there may be nothing more.
            bool mayEnd = length is 3 or 16;
            (problem is null).ShouldBe(mayEnd, $"{length} bytes");
        }
    }

    [Fact]
    public void Text_is_utf_8()
    {
        (string headers, _) = Read(Format, Bytes("00 00 01 01 02 c3a9 04 f09f9880"));

        headers.ShouldBe("é=😀");
        Convert.ToHexStringLower(Write(Format, Plain, Table(("é", "😀")))).ShouldBe("0000010102c3a904f09f9880");
    }

    [Theory]
    [InlineData(false, "00000000")]
    [InlineData(true, "00010100")]
    public void Without_headers_there_is_no_info(bool isCompressed, string hex) =>
        Convert.ToHexStringLower(Write(Format, new BlockInfo(HeaderProtocol.Binary, isCompressed), user: null)).ShouldBe(hex);

    [Fact]
    public void A_block_is_padded_to_four_bytes_as_python_does_it()
    {
        Convert.ToHexStringLower(Write(Format, new(HeaderProtocol.Compact, false), Table(("a", "")))).ShouldBe("020001010161" + "0000");
        Convert.ToHexStringLower(Write(Format, Plain, Table(("a", "b")))).ShouldBe("0000010101610162");
        Convert.ToHexStringLower(Write(Format, Plain, Table(("a", "bb")))).ShouldBe("000001010161026262" + "000000");
    }

    [Fact]
    public void The_context_stands_behind_the_users_headers_and_in_place_of_those_with_its_keys()
    {
        ContextCarrier context = new();
        context.Set("traceparent", "new");

        byte[] block = Write(Format, Plain, Table(("TraceParent", "old"), ("a", "b")), context);

        Read(Format, block).Headers.ShouldBe("a=b, traceparent=new");
        block[3].ShouldBe((byte)2);
    }

    [Fact]
    public void What_is_written_is_read()
    {
        System.Random random = new(5);
        for (int i = 0; i < 2000; i++)
        {
            Dictionary<string, string> table = RandomTable(random);
            BlockInfo info = new(random.Next(2) == 0 ? HeaderProtocol.Binary : HeaderProtocol.Compact, random.Next(2) == 0);

            byte[] block = Write(Format, info, table);

            (block.Length % 4).ShouldBe(0);
            Read(Format, block).ShouldBe((string.Join(", ", table.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}={e.Value}")), info));
        }
    }

    [Fact]
    public void A_damaged_block_is_read_or_refused_and_takes_no_memory_that_its_bytes_do_not_justify()
    {
        System.Random random = new(7);
        for (int i = 0; i < Fuzz.Inputs; i++)
        {
            byte[] block = Write(Format, Plain, RandomTable(random));
            for (int injuries = random.Next(1, 4); injuries > 0; injuries--)
                block[random.Next(block.Length)] = (byte)random.Next(256);
            long before = GC.GetAllocatedBytesForCurrentThread();

            _ = TryRead(Format, block);

            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4096 + (64 * block.Length), Convert.ToHexStringLower(block));
        }
    }

    private static Dictionary<string, string> RandomTable(System.Random random) =>
        Table(Enumerable.Range(0, random.Next(6)).Select(i => (new string((char)('a' + i), random.Next(1, 200)), new string('x', random.Next(300)))));
}
