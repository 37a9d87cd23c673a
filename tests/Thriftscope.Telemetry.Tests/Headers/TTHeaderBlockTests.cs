using static Thriftscope.Telemetry.Tests.Headers.Blocks;

namespace Thriftscope.Telemetry.Tests.Headers;

public class TTHeaderBlockTests
{
    private static readonly BlockInfo Plain = new(HeaderProtocol.Binary, IsCompressed: false);

    private static HeaderFormat Format => HeaderFormat.TTHeader;

    [Theory]
    [InlineData("00 00 0000", "", "Binary", false)]
    [InlineData("02 01 01 00", "", "Compact", true)]
    [InlineData("00 00 01 0001 0001 61 0002 6262 00", "a=bb", "Binary", false)]
    [InlineData("00 00 10 0002 0003 0001 61 0009 0000", "int:3=a, int:9=", "Binary", false)]
    [InlineData("00 00 11 0003 616263", "RPC_TRANSIT_gdpr-token=abc", "Binary", false)]
    [InlineData("00 00 11 0001 74 01 0001 0001 61 0001 62 10 0001 ffff 0001 63", "RPC_TRANSIT_gdpr-token=t, a=b, int:65535=c", "Binary", false)]
    [InlineData("00 00 00 00 01 0001 0001 61 0001 62 00 00 10 0001 0003 0001 61 00", "a=b, int:3=a", "Binary", false)] // padding between infos
    [InlineData("00 00 01 0000 10 0000", "", "Binary", false)]
    [InlineData("00 00 01 0001 0001 61 0001 62 02 01 0001", "a=b", "Binary", false)] // an info that is not known
    public void A_block_is_read(string hex, string headers, string protocol, bool isCompressed)
    {
        (string read, BlockInfo info) = Read(Format, Bytes(hex));

        read.ShouldBe(headers);
        info.Protocol.ToString().ShouldBe(protocol);
        info.IsCompressed.ShouldBe(isCompressed);
    }

    [Theory]
    [InlineData("", "Truncated", "ends within a number", 10)]
    [InlineData("00", "Truncated", "ends within a number", 11)]
    [InlineData("03 00", "Invalid", "protocol 3; expected 0 (binary) or 2 (compact)", 10)] // protobuf
    [InlineData("10 00", "Invalid", "protocol 16;", 10)] // streaming
    [InlineData("00 01 02", "Invalid", "transform 2;", 12)]
    [InlineData("00 02 01 01", "Invalid", "compressed more than once", 13)]
    [InlineData("00 02 01", "Truncated", "ends within a number", 13)]
    [InlineData("00 00 01 00", "Truncated", "2 bytes are announced, 1 are left", 13)]
    [InlineData("00 00 01 0001", "Truncated", "1 headers are announced, and 0 bytes are left", 15)]
    [InlineData("00 00 01 0001 0005 61 0000", "Truncated", "5 bytes are announced, 3 are left", 17)]
    [InlineData("00 00 10 0001 0003 0005 61", "Truncated", "5 bytes are announced, 1 are left", 19)]
    [InlineData("00 00 11 0004 616263", "Truncated", "4 bytes are announced, 3 are left", 15)]
    [InlineData("00 00 01 0201", "TooLarge", "513 headers are over the limit of 512", 15)]
    [InlineData("00 00 10 ffff", "TooLarge", "65535 headers are over the limit of 512", 15)]
    public void A_wrong_block_is_refused_with_the_place(string hex, string fault, string message, int offset)
    {
        HeaderProblem problem = Problem(Format, Bytes(hex));

        problem.Fault.ToString().ShouldBe(fault);
        problem.Message.ShouldContain(message);
        problem.Offset.ShouldBe(offset);
    }

    [Fact]
    public void Each_kind_of_header_is_written_into_its_info()
    {
        byte[] block = Write(Format, new(HeaderProtocol.Compact, true), Table(("a", "b"), ("int:3", "me"), ("rpc_transit_GDPR-token", "t")));

        Convert.ToHexStringLower(block).ShouldBe("02" + "01" + "01" + "11" + "000174" + "01" + "0001" + "000161" + "000162" + "10" + "0001" + "0003" + "00026d65" + "000000");
    }

    [Theory]
    [InlineData("int:65536")]
    [InlineData("int:-1")]
    [InlineData("int:")]
    [InlineData("int: 1")]
    public void A_key_that_is_nearly_a_number_is_text(string key) => Read(Format, Write(Format, Plain, Table((key, "v")))).Headers.ShouldBe($"{key}=v");

    [Fact]
    public void The_context_is_written_with_the_prefix_that_kitex_passes_on()
    {
        ContextCarrier context = new();
        context.Set("traceparent", "new");
        context.Set("b3", "x");

        byte[] block = Write(Format, Plain, Table(("RPC_TRANSIT_traceparent", "old"), ("traceparent", "mine")), context);

        Read(Format, block).Headers.ShouldBe("RPC_TRANSIT_b3=x, RPC_TRANSIT_traceparent=new, traceparent=mine");
    }

    [Theory]
    [InlineData(false, "00000000")]
    [InlineData(true, "00010100")]
    public void Without_headers_there_is_no_info(bool isCompressed, string hex) =>
        Convert.ToHexStringLower(Write(Format, new BlockInfo(HeaderProtocol.Binary, isCompressed), user: null)).ShouldBe(hex);

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

    private static Dictionary<string, string> RandomTable(System.Random random) => Table(Enumerable.Range(0, random.Next(6)).Select(i => (
        random.Next(3) switch { 0 => $"int:{random.Next(65536)}", 1 => "RPC_TRANSIT_gdpr-token", _ => new string((char)('a' + i), random.Next(1, 200)) },
        new string('x', random.Next(300)))));
}
