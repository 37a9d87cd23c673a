using System.Buffers;
using Thriftscope.Wire;

namespace Thriftscope.Tests.Wire;

public class WireDetectorTests
{
    [Theory]
    [InlineData("80", "Unframed")]
    [InlineData("8001000100000004", "Unframed")]
    [InlineData("0000000470696e67", "Unframed")] // the old form: the length of "ping", then "ping"
    [InlineData("00000001205f", "Unframed")]
    [InlineData("0000001680", "Framed")]
    [InlineData("00fa000080010001", "Framed")]
    [InlineData("0000001600000004", "Framed")] // a frame around the old form
    public void The_first_bytes_tell_the_framing(string hex, string expected)
    {
        WireDetector.TryDetect(Bytes(hex), ThriftLimits.Default, out WireFormat format).ShouldBeTrue();
        format.Transport.ToString().ShouldBe(expected);
        WireDetector.TryDetect(Segments.CutEverywhere(Convert.FromHexString(hex)), ThriftLimits.Default, out format).ShouldBeTrue();
        format.Transport.ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("00000016")]
    public void Too_few_bytes_tell_nothing_yet(string hex) => WireDetector.TryDetect(Bytes(hex), ThriftLimits.Default, out _).ShouldBeFalse();

    [Theory]
    [InlineData("474554202f20485454502f312e31", "474554202f204854")] // GET / HTTP/1.1
    [InlineData("160301020001", "160301020001")] // TLS
    [InlineData("82210104", "82210104")] // compact
    [InlineData("0000000a0fff", "0000000a0fff")] // THeader
    [InlineData("0000000a1000", "0000000a1000")] // TTHeader
    [InlineData("ffffffff", "ffffffff")]
    [InlineData("7fffffff80", "7fffffff80")]
    [InlineData("000000047f", "000000047f")]
    public void What_is_not_served_is_shown_in_the_error(string hex, string shown)
    {
        ThriftProtocolException e = Should.Throw<ThriftProtocolException>(() => WireDetector.TryDetect(Bytes(hex), ThriftLimits.Default, out _));

        e.Error.ShouldBe(ThriftProtocolError.BadVersion);
        e.Offset.ShouldBe(0);
        e.Message.ShouldContain($"The first bytes, {shown}, begin no binary Thrift message");
    }

    [Fact]
    public void A_frame_may_be_as_large_as_the_limit_allows()
    {
        ThriftLimits limits = new() { MaxFrameSize = 0x02000000 };

        WireDetector.TryDetect(Bytes("0200000080"), limits, out WireFormat format).ShouldBeTrue();

        format.ShouldBe(WireFormat.Framed);
        Should.Throw<ThriftProtocolException>(() => WireDetector.TryDetect(Bytes("0300000080"), limits, out _));
        Should.Throw<ThriftProtocolException>(() => WireDetector.TryDetect(Bytes("0200000070"), limits, out _));
    }

    private static ReadOnlySequence<byte> Bytes(string hex) => new(Convert.FromHexString(hex));
}
