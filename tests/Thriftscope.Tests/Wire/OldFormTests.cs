using System.Buffers;
using Thriftscope.Tests.Differential;
using Thriftscope.Wire;

namespace Thriftscope.Tests.Wire;

/// <summary>The binary protocol's old form, which begins with the name and has no version.</summary>
public class OldFormTests
{
    private static readonly MessageHeader Header = new("ping", MessageType.Oneway, 7);

    [Fact]
    public void A_writer_writes_it_when_asked_as_Apache_writes_it()
    {
        ThriftStruct body = Idl.S("1: i32 a");
        body["a"] = 5;
        ArrayBufferWriter<byte> output = new();
        ThriftBinaryWriter writer = new(output, strict: false);
        writer.WriteMessageBegin(Header);
        body.Schema.WriteValue(ref writer, body);
        writer.WriteMessageEnd();
        writer.Flush();

        Convert.ToHexStringLower(output.WrittenSpan).ShouldBe("00000004" + "70696e67" + "04" + "00000007" + "080001" + "00000005" + "00");
        output.WrittenSpan.ToArray().ShouldBe(ApacheProtocol.WriteMessage(Header, body, strict: false));
    }

    [Fact]
    public void A_strict_reader_refuses_it_and_reads_the_strict_form()
    {
        ThriftStruct body = Idl.S("1: i32 a");
        byte[] old = ApacheProtocol.WriteMessage(Header, body, strict: false);
        byte[] strict = ApacheProtocol.WriteMessage(Header, body, strict: true);

        ReadHeader(old, strict: false).ShouldBe(Header);
        ReadHeader(strict, strict: true).ShouldBe(Header);
        ThriftProtocolException e = Should.Throw<ThriftProtocolException>(() => ReadHeader(old, strict: true));
        e.Error.ShouldBe(ThriftProtocolError.BadVersion);
        e.Offset.ShouldBe(0);
    }

    private static MessageHeader ReadHeader(byte[] bytes, bool strict)
    {
        ThriftBinaryReader reader = new(new ReadOnlySequence<byte>(bytes), strict: strict);
        return reader.ReadMessageBegin();
    }
}
