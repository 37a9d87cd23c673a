using System.Buffers;
using Thriftscope.Tests.Random;
using Thriftscope.Wire;

namespace Thriftscope.Tests.Differential;

/// <summary>The compact protocol against the ApacheThrift package: the same bytes, and each reads what the other wrote.</summary>
public class CompactTests
{
    private const ThriftProtocol Compact = ThriftProtocol.Compact;

    [Fact]
    public void A_value_is_written_as_Apache_writes_it_and_each_reads_what_the_other_wrote() =>
        Properties.ForAll(1000, RandomCase.Structs, c =>
        {
            byte[] ours = Encoding.Encode(c.Value, Compact);
            byte[] apaches = ApacheProtocol.Write(c.Value, Compact);

            Convert.ToHexString(ours).ShouldBe(Convert.ToHexString(apaches));
            Encoding.Decode(c.Value.Schema, apaches, Compact).Equals(c.Value).ShouldBeTrue();
            ApacheProtocol.Read(c.Value.Schema, ours, Compact).Equals(c.Value).ShouldBeTrue();
        });

    [Fact]
    public void A_message_is_written_as_Apache_writes_it_and_each_reads_what_the_other_wrote() =>
        Properties.ForAll(500, MessageTests.Messages, m =>
        {
            byte[] ours = Encoding.EncodeMessage(m.Header, m.Case.Value, Compact);
            byte[] apaches = ApacheProtocol.WriteMessage(m.Header, m.Case.Value, Compact);

            Convert.ToHexString(ours).ShouldBe(Convert.ToHexString(apaches));
            Encoding.DecodeMessage(m.Case.Value.Schema, new ReadOnlySequence<byte>(apaches), Compact).ShouldBe((m.Header, m.Case.Value));
            ApacheProtocol.ReadMessage(m.Case.Value.Schema, ours, Compact).ShouldBe((m.Header, m.Case.Value));
        });

    [Fact]
    public void Field_ids_may_go_down_and_jump_as_far_as_sixteen_bits_reach()
    {
        ThriftStruct value = Idl.S("1: bool a, 16: bool b, 32: i32 c, 3: i32 d, -5: bool e, 32767: i8 f, -32768: bool g");
        foreach (Schema.FieldSchema field in value.Schema.Fields)
            value[field.Name] = field.WireType == ThriftType.Bool ? true : 1;

        byte[] ours = Encoding.Encode(value, Compact);

        Convert.ToHexString(ours).ShouldBe(Convert.ToHexString(ApacheProtocol.Write(value, Compact)));
        Encoding.Decode(value.Schema, ours, Compact).Equals(value).ShouldBeTrue();
    }
}
