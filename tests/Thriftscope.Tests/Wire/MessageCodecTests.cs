using Thriftscope.Wire;

namespace Thriftscope.Tests.Wire;

public class MessageCodecTests
{
    private static readonly MessageHeader Header = new("m", MessageType.Call, 1);

    [Theory]
    [InlineData("Unframed", 0)]
    [InlineData("Framed", 4)]
    public void A_message_is_appended_with_its_frame(string framing, int frame)
    {
        using MessageBuffer buffer = new();
        ThriftStruct body = Idl.S("1: i32 a");
        byte[] message = Encoding.EncodeMessage(Header, body);

        int first = MessageCodec.Write(buffer, new WireFormat(Enum.Parse<ThriftTransport>(framing), ThriftProtocol.Binary), ThriftLimits.Default, Header, body);
        int second = MessageCodec.Write(buffer, new WireFormat(Enum.Parse<ThriftTransport>(framing), ThriftProtocol.Binary), ThriftLimits.Default, Header, body);

        first.ShouldBe(message.Length + frame);
        second.ShouldBe(first);
        byte[] expected = frame == 0 ? message : [0, 0, 0, (byte)message.Length, .. message];
        buffer.Written.ToArray().ShouldBe([.. expected, .. expected]);
    }

    [Theory]
    [InlineData("Unframed")]
    [InlineData("Framed")]
    public void A_message_that_fails_in_any_way_leaves_the_buffer_as_it_was(string framing)
    {
        using MessageBuffer buffer = new();
        ThriftStruct body = Idl.S("1: string a, 2: set<i32> b");
        body["a"] = "written before the failure";
        body["b"] = new HashSet<int> { 1 };
        int length = MessageCodec.Write(buffer, new WireFormat(Enum.Parse<ThriftTransport>(framing), ThriftProtocol.Binary), ThriftLimits.Default, Header, body);
        // What a collection does that another thread changes meanwhile: it throws an exception that is not Thrift's.
        body.Slots[1].Reference = "no set";

        Should.Throw<InvalidCastException>(() => MessageCodec.Write(buffer, new WireFormat(Enum.Parse<ThriftTransport>(framing), ThriftProtocol.Binary), ThriftLimits.Default, Header, body));

        buffer.Length.ShouldBe(length);
    }

    [Fact]
    public void A_buffer_that_a_large_message_has_blown_up_shrinks_again()
    {
        using MessageBuffer buffer = new();
        ThriftStruct body = Idl.S("1: string a");
        body["a"] = new string('x', 3_000_000);

        MessageCodec.Write(buffer, WireFormat.Framed, ThriftLimits.Default, Header, body).ShouldBeGreaterThan(3_000_000);
        buffer.Clear();

        buffer.GetMemory().Length.ShouldBeLessThan(300_000);
    }

    [Theory]
    [InlineData(ThriftTransport.Framed)]
    [InlineData(ThriftTransport.Unframed)]
    internal void A_message_over_the_limit_is_refused_before_it_is_sent(ThriftTransport transport)
    {
        ThriftStruct body = Idl.S("1: string text");
        body["text"] = new string('x', 1000);
        using MessageBuffer buffer = new();
        ThriftLimits limits = new() { MaxFrameSize = 500, MaxMessageSize = 500 };

        ThriftProtocolException e = Should.Throw<ThriftProtocolException>(
            () => MessageCodec.Write(buffer, new WireFormat(transport, ThriftProtocol.Binary), limits, new MessageHeader("m", MessageType.Call, 1), body));

        e.Error.ShouldBe(ThriftProtocolError.SizeLimit);
        buffer.Length.ShouldBe(0);
    }
}
