using System.Buffers;
using Thriftscope.Wire;

namespace Thriftscope.Tests.Wire;

/// <summary>The compact protocol's bytes, written out by hand from its specification.</summary>
public class CompactProtocolTests
{
    private const ThriftProtocol Compact = ThriftProtocol.Compact;

    // A struct S with these fields, the values as JSON, and the bytes. The struct's end is a 00.
    [Theory]
    [InlineData("1: bool a", """{"a": true}""", "11" + "00")]
    [InlineData("1: bool a", """{"a": false}""", "12" + "00")]
    [InlineData("1: i8 a", """{"a": -2}""", "13fe" + "00")]
    [InlineData("1: i16 a", """{"a": -1}""", "1401" + "00")]
    [InlineData("1: i32 a", """{"a": 150}""", "15ac02" + "00")]
    [InlineData("1: i32 a", """{"a": -2147483648}""", "15ffffffff0f" + "00")]
    [InlineData("1: i64 a", """{"a": -9223372036854775808}""", "16ffffffffffffffffff01" + "00")]
    [InlineData("1: double a", """{"a": 1}""", "17000000000000f03f" + "00")]
    [InlineData("1: string a", """{"a": "ä"}""", "1802c3a4" + "00")]
    [InlineData("1: binary a", """{"a": "AP8="}""", "180200ff" + "00")]
    [InlineData("1: uuid a", """{"a": "00112233-4455-6677-8899-aabbccddeeff"}""", "1d00112233445566778899aabbccddeeff" + "00")]
    [InlineData("1: list<bool> a", """{"a": [true, false]}""", "19210102" + "00")]
    [InlineData("1: list<i8> a", """{"a": [1,2,3,4,5,6,7,8,9,10,11,12,13,14]}""", "19e30102030405060708090a0b0c0d0e" + "00")]
    [InlineData("1: list<i8> a", """{"a": [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]}""", "19f30f0102030405060708090a0b0c0d0e0f" + "00")]
    [InlineData("1: set<i16> a", """{"a": [1]}""", "1a1402" + "00")]
    [InlineData("1: list<string> a", """{"a": []}""", "1908" + "00")]
    [InlineData("1: map<string, i32> a", """{"a": {}}""", "1b00" + "00")]
    [InlineData("1: map<i8, bool> a", """{"a": {"1": true, "2": false}}""", "1b023101010202" + "00")]
    [InlineData("15: i8 a", """{"a": 1}""", "f301" + "00")]
    [InlineData("16: i8 a", """{"a": 1}""", "032001" + "00")]
    [InlineData("16: bool a", """{"a": true}""", "0120" + "00")]
    [InlineData("-1: i8 a", """{"a": 1}""", "030101" + "00")]
    [InlineData("5: i8 a, 2: i8 b, 4: i8 c", """{"a": 1, "b": 2, "c": 3}""", "5301" + "030402" + "2303" + "00")]
    public void A_value_has_the_bytes_of_the_specification(string fields, string json, string hex)
    {
        ThriftStruct value = ThriftSerializer.FromJson(Idl.S(fields).Schema, json);

        Convert.ToHexStringLower(Encoding.Encode(value, Compact)).ShouldBe(hex);
        Encoding.Decode(value.Schema, Convert.FromHexString(hex), Compact).Equals(value).ShouldBeTrue();
    }

    [Fact]
    public void The_ids_of_a_struct_go_on_behind_a_struct_within()
    {
        ThriftModule module = Idl.Load("struct In { 3: i8 x, 4: bool y } struct Out { 1: In a, 2: list<In> b, 3: i8 c }");
        ThriftStruct value = module.NewStruct("Out", new { a = new { x = 1 }, b = new[] { new { x = 2, y = true } }, c = 3 });

        byte[] bytes = Encoding.Encode(value, Compact);

        Convert.ToHexStringLower(bytes).ShouldBe("1c" + "330100" + "19" + "1c" + "33021100" + "1303" + "00");
        Encoding.Decode(value.Schema, bytes, Compact).Equals(value).ShouldBeTrue();
    }

    [Theory]
    [InlineData("ping", MessageType.Call, 5, "8221" + "05" + "0470696e67")]
    [InlineData("", MessageType.Oneway, 300, "8281" + "ac02" + "00")]
    [InlineData("x", MessageType.Exception, -1, "8261" + "ffffffff0f" + "0178")]
    [InlineData("x", MessageType.Reply, int.MinValue, "8241" + "8080808008" + "0178")]
    public void A_message_begins_with_protocol_version_type_sequence_id_and_name(string name, MessageType type, int sequenceId, string hex)
    {
        ThriftStruct empty = Idl.S("");
        MessageHeader header = new(name, type, sequenceId);

        byte[] bytes = Encoding.EncodeMessage(header, empty, Compact);

        Convert.ToHexStringLower(bytes).ShouldBe(hex + "00");
        Encoding.DecodeMessage(empty.Schema, new ReadOnlySequence<byte>(bytes), Compact).Header.ShouldBe(header);
    }

    [Theory]
    [InlineData("19310001" + "02" + "00", new[] { false, true, false })] // the first specification's 0 and 1
    [InlineData("19320001" + "02" + "00", new[] { false, true, false })] // the number of false as the elements' type
    public void Bools_in_collections_are_read_in_every_form(string hex, bool[] expected) =>
        Encoding.Decode(Idl.S("1: list<bool> a").Schema, Convert.FromHexString(hex), Compact)["a"].ShouldBe(expected.ToList());

    [Theory]
    [InlineData("158080808080" + "00", ThriftProtocolError.InvalidData)] // an i32 of six bytes
    [InlineData("15ffffffff10", ThriftProtocolError.InvalidData)] // an i32 of 33 bits
    [InlineData("1680808080808080808080" + "00", ThriftProtocolError.InvalidData)] // an i64 of eleven bytes
    [InlineData("16ffffffffffffffffff02", ThriftProtocolError.InvalidData)] // an i64 of 65 bits
    [InlineData("14808008", ThriftProtocolError.InvalidData)] // an i16 of 17 bits
    [InlineData("1580", ThriftProtocolError.Truncated)]
    [InlineData("1780", ThriftProtocolError.Truncated)]
    [InlineData("18ffffffff0f", ThriftProtocolError.NegativeSize)]
    [InlineData("18ffffffff07", ThriftProtocolError.Truncated)]
    [InlineData("19f5ffffffff0f", ThriftProtocolError.NegativeSize)]
    [InlineData("19f5ffffffff07", ThriftProtocolError.Truncated)]
    [InlineData("1911" + "03", ThriftProtocolError.InvalidData)] // no bool
    [InlineData("1920", ThriftProtocolError.InvalidData)] // elements without a type
    [InlineData("191e", ThriftProtocolError.InvalidData)]
    [InlineData("1bffffffff07" + "55", ThriftProtocolError.Truncated)]
    [InlineData("1b01" + "0501", ThriftProtocolError.InvalidData)]
    [InlineData("1e", ThriftProtocolError.InvalidData)] // there is no type 14
    [InlineData("", ThriftProtocolError.Truncated)]
    [InlineData("9300", ThriftProtocolError.Truncated)] // of a field that the schema does not have
    [InlineData("9b01" + "15", ThriftProtocolError.Truncated)]
    public void Bytes_that_are_no_value_are_refused(string hex, ThriftProtocolError error)
    {
        StructSchemaOf(hex, out Schema.StructSchema schema, out byte[] bytes);

        Should.Throw<ThriftProtocolException>(() => Encoding.Decode(schema, bytes, Compact)).Error.ShouldBe(error);
    }

    [Theory]
    [InlineData("158080808080" + "00", ThriftProtocolError.InvalidData)]
    [InlineData("15ffffffff10", ThriftProtocolError.InvalidData)]
    [InlineData("16ffffffffffffffffff02", ThriftProtocolError.InvalidData)]
    [InlineData("18ffffffff0f", ThriftProtocolError.NegativeSize)]
    [InlineData("18ffffffff07", ThriftProtocolError.SizeLimit)]
    [InlineData("19f5ffffffff0f", ThriftProtocolError.NegativeSize)]
    [InlineData("19f7ffffffff07", ThriftProtocolError.SizeLimit)]
    [InlineData("1bffffffff07" + "88", ThriftProtocolError.SizeLimit)]
    [InlineData("1e", ThriftProtocolError.InvalidData)]
    public void A_scanner_refuses_what_no_message_may_hold(string hex, ThriftProtocolError error)
    {
        byte[] message = [.. Convert.FromHexString("8221" + "05" + "0470696e67"), .. Convert.FromHexString(hex)];

        Should.Throw<ThriftProtocolException>(() => new CompactScanner(ThriftLimits.Default).TryFindEnd(new ReadOnlySequence<byte>(message), out _))
            .Error.ShouldBe(error);
    }

    [Theory]
    [InlineData("80010001", ThriftProtocolError.BadVersion)]
    [InlineData("8222", ThriftProtocolError.BadVersion)]
    [InlineData("8201" + "05" + "00", ThriftProtocolError.InvalidData)]
    [InlineData("82a1" + "05" + "00", ThriftProtocolError.InvalidData)]
    [InlineData("8221" + "05" + "ffffffff0f", ThriftProtocolError.NegativeSize)]
    [InlineData("8221" + "05" + "02" + "61", ThriftProtocolError.Truncated)]
    public void A_wrong_header_is_refused(string hex, ThriftProtocolError error) =>
        Should.Throw<ThriftProtocolException>(() =>
        {
            ThriftCompactReader reader = new(new ReadOnlySequence<byte>(Convert.FromHexString(hex)));
            reader.ReadMessageBegin();
        }).Error.ShouldBe(error);

    private static void StructSchemaOf(string hex, out Schema.StructSchema schema, out byte[] bytes)
    {
        bytes = Convert.FromHexString(hex);
        // The low half of the first byte is the type of field 1, or of the field 9 that the schema lacks.
        string type = (bytes is [] ? 0 : bytes[0] & 0x0F) switch
        {
            4 => "i16",
            5 => "i32",
            6 => "i64",
            7 => "double",
            8 => "string",
            9 when bytes is [_, 0x11, ..] => "list<bool>",
            9 => "list<i32>",
            11 => "map<i32, i32>",
            _ => "bool",
        };
        schema = Idl.S($"1: {type} a").Schema;
    }
}
