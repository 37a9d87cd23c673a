using static Thriftscope.Telemetry.Tests.Headers.Blocks;

namespace Thriftscope.Telemetry.Tests.Headers;

public class FramePrefixTests
{
    [Fact]
    public void A_prefix_has_flags_a_number_and_the_size_of_the_block()
    {
        FramePrefix.TryRead(Bytes("0fff 0102 fffffffe 0003"), HeaderFormat.Header, 22, out FramePrefix prefix).ShouldBeNull();

        prefix.ShouldBe(new FramePrefix(0x0102, -2, 12));
    }

    [Fact]
    public void What_is_written_is_read()
    {
        byte[] bytes = new byte[FramePrefix.Size];

        new FramePrefix(7, int.MinValue, HeaderLimits.MaxBlockSize).Write(bytes, HeaderFormat.TTHeader);

        Convert.ToHexStringLower(bytes).ShouldBe("1000" + "0007" + "80000000" + "3fff");
        FramePrefix.TryRead(bytes, HeaderFormat.TTHeader, 100_000, out FramePrefix prefix).ShouldBeNull();
        prefix.ShouldBe(new FramePrefix(7, int.MinValue, HeaderLimits.MaxBlockSize));
    }

    [Theory]
    [InlineData("1000 0000 00000001 0001", 100, "Invalid", "A THeader frame begins with 0x0FFF, not with 0x1000", 0)]
    [InlineData("0fff 0000 00000001 4000", 100_000, "TooLarge", "65536 bytes is over the limit of 65532", 8)]
    [InlineData("0fff 0000 00000001 ffff", 1_000_000, "TooLarge", "262140", 8)]
    [InlineData("0fff 0000 00000001 0002", 17, "Truncated", "A frame of 17 bytes has no room for a header block of 8 behind its first 10", 8)]
    public void A_wrong_prefix_is_refused(string hex, int frameLength, string fault, string message, int offset)
    {
        HeaderProblem problem = FramePrefix.TryRead(Bytes(hex), HeaderFormat.Header, frameLength, out _).ShouldNotBeNull();

        problem.Fault.ToString().ShouldBe(fault);
        problem.Message.ShouldContain(message);
        problem.Offset.ShouldBe(offset);
    }
}
