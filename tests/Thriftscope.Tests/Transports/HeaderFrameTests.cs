using System.Buffers;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.Tests.Transports;

public class HeaderFrameTests
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static readonly MessageHeader Ping = new("ping", MessageType.Call, 7);

    [Fact]
    public void A_theader_message_has_the_bytes_of_the_specification() =>
        Convert.ToHexStringLower(Write(new(ThriftTransport.Header, ThriftProtocol.Binary), Idl.S(""), headers: new() { ["a"] = "b" }))
            .ShouldBe("00000023" + "0fff" + "0000" + "00000007" + "0002" + "00" + "00" + "01" + "01" + "0161" + "0162" + "8001000100000004" + "70696e67" + "00000007" + "00");

    [Fact]
    public void A_ttheader_message_has_the_bytes_of_the_specification() =>
        Convert.ToHexStringLower(Write(new(ThriftTransport.TTHeader, ThriftProtocol.Compact), Idl.S(""), headers: new() { ["int:3"] = "b" }))
            .ShouldBe("0000001f" + "1000" + "0000" + "00000007" + "0003" + "02" + "00" + "10" + "0001" + "0003" + "000162" + "0000" + "8221070470696e6700");

    public static TheoryData<ThriftTransport, ThriftProtocol, bool> Formats
    {
        get
        {
            TheoryData<ThriftTransport, ThriftProtocol, bool> formats = [];
            foreach (ThriftTransport transport in (ThriftTransport[])[ThriftTransport.Header, ThriftTransport.TTHeader])
            {
                foreach (ThriftProtocol protocol in (ThriftProtocol[])[ThriftProtocol.Binary, ThriftProtocol.Compact])
                {
                    formats.Add(transport, protocol, false);
                    formats.Add(transport, protocol, true);
                }
            }

            return formats;
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void What_is_written_is_read(ThriftTransport transport, ThriftProtocol protocol, bool isCompressed)
    {
        WireFormat format = new(transport, protocol, IsCompressed: isCompressed);
        ThriftStruct body = Idl.S("1: string text");
        body["text"] = string.Concat(Enumerable.Repeat("la", 5000));

        byte[] bytes = Write(format, body, headers: new() { ["Color"] = "red" }, sequenceId: 99);

        ReadOnlySequence<byte> buffer = new(bytes);
        WireDetector.TryDetect(buffer, ThriftLimits.Default, out WireFormat detected).ShouldBeTrue();
        detected.Transport.ShouldBe(transport);
        detected.Protocol.ShouldBe(protocol);
        using MessageFramer framer = MessageFramer.Create(detected, ThriftLimits.Default);
        framer.TryRead(ref buffer, out WireMessage message).ShouldBeTrue();
        buffer.IsEmpty.ShouldBeTrue();
        message.Format.ShouldBe(format);
        message.SequenceId.ShouldBe(99);
        message.Size.ShouldBe(bytes.Length);
        message.Headers!["color"].ShouldBe("red");
        (message.Size < 1000).ShouldBe(isCompressed);
        Visitor visitor = new(body);
        MessageCodec.Read<Visitor, bool>(message, ThriftLimits.Default, ref visitor).ShouldBeTrue();
    }

    [Fact]
    public void A_frame_stands_behind_others_in_the_buffer()
    {
        using MessageBuffer buffer = new();
        WireFormat format = new(ThriftTransport.Header, ThriftProtocol.Binary, IsCompressed: true);
        int first = MessageCodec.Write(buffer, format, ThriftLimits.Default, Ping, Idl.S(""));

        MessageCodec.Write(buffer, format, ThriftLimits.Default, Ping, Idl.S("")).ShouldBe(first);

        buffer.Length.ShouldBe(2 * first);
        buffer.Written[..first].ToArray().ShouldBe(buffer.Written[first..].ToArray());
    }

    [Theory]
    [InlineData(ThriftTransport.Header, "traceparent", "theader")]
    [InlineData(ThriftTransport.TTHeader, "RPC_TRANSIT_traceparent", "ttheader")]
    public void The_trace_context_stands_in_the_headers_and_not_in_the_message(ThriftTransport transport, string key, string dialect)
    {
        ContextCarrier context = new();
        context.Set("traceparent", Parent);

        WireMessage message = Read(Write(new(transport, ThriftProtocol.Binary), Idl.S(""), context));

        message.Headers.ShouldNotBeNull().ShouldBe([new(key, Parent)]);
        message.Body.Length.ShouldBe(17);
        InboundContexts found = new();
        ContextHeaders.Read(message.Headers!, HeaderFramer.FormatOf(transport)!.Place, found);
        found.Find(ThriftContextDialects.Find(dialect)).ShouldNotBeNull().Get("traceparent").ShouldBe(Parent);
    }

    [Fact]
    public void Headers_that_have_no_room_are_the_users_to_make_shorter()
    {
        ThriftHeaders headers = new() { ["a"] = new string('x', 70_000) };
        using MessageBuffer buffer = new();

        ThriftValueException e = Should.Throw<ThriftValueException>(() => MessageCodec.Write(
            buffer, new(ThriftTransport.Header, ThriftProtocol.Binary), ThriftLimits.Default, Ping, Idl.S(""), headers: headers));

        e.Message.ShouldContain("the headers take 70012 bytes; a THeader message has room for 65532");
        buffer.Length.ShouldBe(0);
    }

    [Fact]
    public void Too_many_headers_are_the_users_to_leave_out()
    {
        ThriftHeaders headers = [];
        for (int i = 0; i < 513; i++)
            headers[$"{i}"] = "";

        Should.Throw<ThriftValueException>(() => Write(new(ThriftTransport.TTHeader, ThriftProtocol.Binary), Idl.S(""), headers: headers))
            .Message.ShouldContain("513 headers are more than the 512 that a message may have");
    }

    [Fact]
    public void A_context_without_room_is_left_out_and_the_call_goes_on()
    {
        ContextCarrier context = new();
        context.Set("traceparent", Parent);
        context.Set("baggage", new string('x', 60_000));

        WireMessage message = Read(Write(new(ThriftTransport.Header, ThriftProtocol.Binary), Idl.S(""), context, new() { ["a"] = new string('x', 10_000) }));

        message.Headers!.Keys.Order(StringComparer.Ordinal).ShouldBe(["a", "traceparent"]);
    }

    [Fact]
    public void A_message_is_compressed_only_if_its_receiver_may_inflate_it()
    {
        ThriftStruct body = Idl.S("1: string text");
        body["text"] = new string('x', 20_000);
        using MessageBuffer buffer = new();

        ThriftProtocolException e = Should.Throw<ThriftProtocolException>(() => MessageCodec.Write(
            buffer, new(ThriftTransport.Header, ThriftProtocol.Binary, IsCompressed: true), new ThriftLimits { MaxFrameSize = 10_000 }, Ping, body));

        e.Error.ShouldBe(ThriftProtocolError.SizeLimit);
        buffer.Length.ShouldBe(0);
    }

    private static WireMessage Read(byte[] bytes)
    {
        ReadOnlySequence<byte> buffer = new(bytes);
        WireDetector.TryDetect(buffer, ThriftLimits.Default, out WireFormat format).ShouldBeTrue();
        using MessageFramer framer = MessageFramer.Create(format, ThriftLimits.Default);
        framer.TryRead(ref buffer, out WireMessage message).ShouldBeTrue();
        return message;
    }

    private static byte[] Write(WireFormat format, ThriftStruct body, ContextCarrier? context = null, ThriftHeaders? headers = null, int? sequenceId = null)
    {
        using MessageBuffer buffer = new();
        int size = MessageCodec.Write(buffer, format, ThriftLimits.Default, Ping, body, context, headers, sequenceId);
        size.ShouldBe(buffer.Length);
        return buffer.Written.ToArray();
    }

    private readonly struct Visitor(ThriftStruct expected) : IMessageVisitor<bool>
    {
        public bool Visit<TReader>(ref TReader reader)
            where TReader : IThriftReader, allows ref struct
        {
            reader.ReadMessageBegin().ShouldBe(Ping);
            return expected.Schema.ReadValue(ref reader).Equals(expected);
        }
    }
}
