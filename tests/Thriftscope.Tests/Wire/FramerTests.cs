using System.Buffers;
using Thriftscope.Wire;

namespace Thriftscope.Tests.Wire;

public class FramerTests
{
    [Fact]
    public void Frames_are_cut_off_one_by_one_without_their_lengths()
    {
        ReadOnlySequence<byte> buffer = Segments.CutEverywhere(Convert.FromHexString("00000002aabb" + "00000000" + "00000001cc" + "00000003dd"));
        MessageFramer framer = MessageFramer.Create(WireFormat.Framed, ThriftLimits.Default);
        List<string> found = [];

        while (framer.TryRead(ref buffer, out WireMessage message))
            found.Add($"{Convert.ToHexStringLower(message.Body.ToArray())} in {message.Size}");

        found.ShouldBe(["aabb in 6", " in 4", "cc in 5"]);
        Convert.ToHexStringLower(buffer.ToArray()).ShouldBe("00000003dd");
    }

    [Theory]
    [InlineData("ffffffff", ThriftProtocolError.NegativeSize, "-1")]
    [InlineData("80000000", ThriftProtocolError.NegativeSize, "-2147483648")]
    [InlineData("00fa0001", ThriftProtocolError.SizeLimit, "16384001 bytes is over the limit of 16384000")]
    [InlineData("7fffffff", ThriftProtocolError.SizeLimit, "2147483647 bytes is over the limit of 16384000")]
    public void A_wrong_length_is_refused_before_the_frame_has_come(string hex, ThriftProtocolError error, string message)
    {
        MessageFramer framer = MessageFramer.Create(WireFormat.Framed, ThriftLimits.Default);

        ThriftProtocolException e = Should.Throw<ThriftProtocolException>(() =>
        {
            ReadOnlySequence<byte> buffer = new(Convert.FromHexString(hex));
            framer.TryRead(ref buffer, out _);
        });

        e.Error.ShouldBe(error);
        e.Offset.ShouldBe(0);
        e.Message.ShouldContain(message);
    }

    [Fact]
    public void The_largest_frame_that_is_allowed_is_waited_for()
    {
        MessageFramer framer = MessageFramer.Create(WireFormat.Framed, ThriftLimits.Default);
        ReadOnlySequence<byte> buffer = new(Convert.FromHexString("00fa0000"));

        framer.TryRead(ref buffer, out _).ShouldBeFalse();
    }

    [Fact]
    public void White_space_behind_a_json_message_begins_no_other()
    {
        using MessageFramer framer = MessageFramer.Create(new WireFormat(ThriftTransport.Unframed, ThriftProtocol.Json), ThriftLimits.Default);
        ReadOnlySequence<byte> buffer = Segments.CutEverywhere(System.Text.Encoding.ASCII.GetBytes("[1,\"ping\",1,1,{}]\r\n [1,\"pong\",1,2,{}]\n"));
        List<long> sizes = [];

        while (!buffer.IsEmpty && framer.TryRead(ref buffer, out WireMessage message))
            sizes.Add(message.Size);

        sizes.ShouldBe([17, 17]);
        buffer.IsEmpty.ShouldBeTrue();
    }
}
