using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using Thriftscope.Wire;

namespace Thriftscope.Tests.Wire;

/// <summary>ThriftPy's plain JSON: what Debian's python3-thriftpy wrote, and what older Pythons write in another order.</summary>
public class ThriftPyJsonTests
{
    private const ThriftProtocol ThriftPy = ThriftProtocol.ThriftPyJson;

    private static readonly ThriftModule Module = Idl.Load("""
        enum E { A = 1, B = 7 }
        struct In { 1: string s }
        struct Out {
          1: bool b, 2: i8 i8, 3: i16 c, 4: i32 d, 5: i64 e, 6: double f, 7: string g, 8: binary h, 9: list<i32> i, 10: set<string> j,
          11: map<string, In> k, 12: E l, 13: In m, 14: list<list<In>> n, 15: map<i32, map<i32, i32>> o, 16: list<double> p, 17: uuid q
        }
        """);

    // The output of thriftpy.utils.serialize, version 0.3.9 on Python 3, for these values.
    [Fact]
    public void A_value_has_the_text_that_ThriftPy_writes()
    {
        ThriftStruct value = Module.NewStruct("Out", new
        {
            b = true,
            i8 = -5,
            c = 3,
            d = 4,
            e = 1L << 60,
            f = 1e16,
            g = "h\u00e9\ud83d\ude00\"\\/\n\u007f\u0001\u2028",
            i = new[] { 1, 2 },
            j = new[] { "x" },
            k = new Dictionary<string, object> { ["a"] = new { s = "q" } },
            l = 7,
            m = new { s = "z" },
            n = new object[] { new[] { new { s = "1" } }, Array.Empty<object>() },
            p = new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0.1, 1.0 },
        });

        byte[] bytes = Encoding.Encode(value, ThriftPy);

        Json(bytes).ShouldBe("""{"metadata": {"version": 1}, "payload": {"b": true, "i8": -5, "c": 3, "d": 4, "e": 1152921504606846976, "f": 1e+16, "g": "h\u00e9\ud83d\ude00\"\\/\n\u007f\u0001\u2028", "i": [1, 2], "j": ["x"], "k": [{"key": "a", "value": {"s": "q"}}], "l": 7, "m": {"s": "z"}, "n": [[{"s": "1"}], []], "p": [NaN, Infinity, -Infinity, 0.1, 1.0]}}""");
        Encoding.Decode(value.Schema, bytes, ThriftPy).Equals(value).ShouldBeTrue();
    }

    [Fact]
    public void A_message_has_its_name_type_and_sequence_id_in_the_metadata()
    {
        ThriftStruct arguments = Idl.S("2: i32 b");
        arguments["b"] = 3;
        MessageHeader header = new("call", MessageType.Call, 42);

        byte[] bytes = Encoding.EncodeMessage(header, arguments, ThriftPy);

        Json(bytes).ShouldBe("""{"metadata": {"version": 1, "name": "call", "ttype": 1, "seqid": 42}, "payload": {"b": 3}}""");
        Encoding.DecodeMessage(arguments.Schema, new ReadOnlySequence<byte>(bytes), ThriftPy).ShouldBe((header, arguments));
    }

    [Fact]
    public void Binary_is_base64_and_a_uuid_its_text()
    {
        ThriftStruct value = Module.NewStruct("Out", new { h = new byte[] { 0, 255 }, q = new Guid("00112233-4455-6677-8899-aabbccddeeff") });

        byte[] bytes = Encoding.Encode(value, ThriftPy);

        Json(bytes).ShouldBe("""{"metadata": {"version": 1}, "payload": {"h": "AP8=", "q": "00112233-4455-6677-8899-aabbccddeeff"}}""");
        Encoding.Decode(value.Schema, bytes, ThriftPy).Equals(value).ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"b": true, "nobody": {"knows": [1, {"this": "]}"}]}, "d": 4}""", "Out{b=true, d=4}")]
    [InlineData("""{"d": null, "m": null, "b": false}""", "Out{b=false}")]
    [InlineData("""{"k": [{"value": {"s": "1"}, "key": "a"}, {"key": "b", "value": {"s": "2"}}]}""", """Out{k={"a": In{s="1"}, "b": In{s="2"}}}""")]
    [InlineData("""{"o": [{"value": [{"value": 3, "key": 2}, {"value": 5, "other": [[]], "key": 4}], "key": 1}], "d": 6}""", "Out{d=6, o={1: {2: 3, 4: 5}}}")]
    [InlineData("""{"o": [{"value": [], "key": 1}, {"key": 2, "value": []}]}""", "Out{o={1: {}, 2: {}}}")]
    [InlineData("""{"f": 1, "p": [1e3, -0.5]}""", "Out{f=1, p=[1000, -0.5]}")]
    [InlineData("""{"\u0064": 4}""", "Out{d=4}")]
    [InlineData("""{"g": "ä€𝄞"}""", "Out{g=\"ä€𝄞\"}")]
    [InlineData("""{"8888": [{"key": "a", "value": "b"}], "d": 4}""", "Out{d=4}")]
    [InlineData(""" { } """, "Out{}")]
    public void A_payload_may_have_its_members_in_any_order_and_more_than_the_schema_knows(string payload, string expected)
    {
        Read("""{"metadata": {"version": 1}, "payload": """ + payload + "}").ShouldBe(expected);
        Read("""{"payload": """ + payload + """, "more": [{}], "metadata": {"version": 1}}""").ShouldBe(expected);
    }

    [Fact]
    public void A_message_may_have_its_metadata_behind_its_payload()
    {
        byte[] bytes = Framed("""{"payload": {"d": 4}, "metadata": {"seqid": 7, "ttype": 2, "x": {}, "name": "m", "version": 1}}""");

        (MessageHeader header, ThriftStruct body) = Encoding.DecodeMessage(Module.Struct("Out"), new ReadOnlySequence<byte>(bytes), ThriftPy);

        header.ShouldBe(new MessageHeader("m", MessageType.Reply, 7));
        body.ToString().ShouldBe("Out{d=4}");
    }

    [Theory]
    [InlineData("""{"d": "x"}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"d": 4.5}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"d": 2147483648}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"d": [1]}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"d": 1,}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"b": 1}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"b": null1}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"g": 1}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"h": "A"}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"i": {"1": 1}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"i": [1 2]}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"i": [1,]}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"i": [1}]""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"k": {"a": 1}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"k": [1]}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"k": [{"key": "a"}]}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"k": [{"value": {}}]}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"k": [{}]}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"m": []}""", ThriftProtocolError.InvalidData)]
    [InlineData("""[]""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"q": "x"}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"x": [[""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"g": "\ud83d"}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{} {}""", ThriftProtocolError.InvalidData)]
    public void A_payload_that_does_not_fit_the_schema_is_refused(string payload, ThriftProtocolError error) =>
        Should.Throw<ThriftProtocolException>(() => Read("""{"metadata": {"version": 1}, "payload": """ + payload + "}")).Error.ShouldBe(error);

    [Theory]
    [InlineData("""{"metadata": {"version": 2, "name": "x", "ttype": 1, "seqid": 1}, "payload": {}}""", ThriftProtocolError.BadVersion)]
    [InlineData("""{"metadata": {"version": 1, "name": "x", "ttype": 5, "seqid": 1}, "payload": {}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"metadata": {"version": 1, "ttype": 1, "seqid": 1}, "payload": {}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"metadata": {"version": 1, "name": "x", "ttype": 1}, "payload": {}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"metadata": [], "payload": {}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"payload": {}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"metadata": {"version": 1, "name": "x", "ttype": 1, "seqid": 1}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""[1,"x",1,1,{}]""", ThriftProtocolError.BadVersion)]
    [InlineData("""{"metadata": {"version": 1, "name": "x", "ttype": 1, "seqid": 1}, "payload": {}} x""", ThriftProtocolError.InvalidData)]
    [InlineData("", ThriftProtocolError.Truncated)]
    public void A_wrong_message_is_refused(string json, ThriftProtocolError error) =>
        Should.Throw<ThriftProtocolException>(() => Encoding.DecodeMessage(Module.Struct("Out"), new ReadOnlySequence<byte>(Framed(json)), ThriftPy)).Error.ShouldBe(error);

    [Theory]
    [InlineData("ffffffff", ThriftProtocolError.SizeLimit)]
    [InlineData("7fffffff", ThriftProtocolError.SizeLimit)]
    [InlineData("00000010" + "7b7d", ThriftProtocolError.Truncated)]
    [InlineData("000000", ThriftProtocolError.Truncated)]
    public void A_wrong_length_is_refused(string hex, ThriftProtocolError error)
    {
        byte[] bytes = Convert.FromHexString(hex);

        Should.Throw<ThriftProtocolException>(() => Encoding.Decode(Module.Struct("Out"), bytes, ThriftPy)).Error.ShouldBe(error);
        if (error == ThriftProtocolError.SizeLimit)
            Should.Throw<ThriftProtocolException>(() => new ThriftPyJsonScanner(ThriftLimits.Default).TryFindEnd(new ReadOnlySequence<byte>(bytes), out _)).Error.ShouldBe(error);
        else
            new ThriftPyJsonScanner(ThriftLimits.Default).TryFindEnd(new ReadOnlySequence<byte>(bytes), out _).ShouldBeFalse();
    }

    [Fact]
    public void A_bomb_of_lists_is_refused()
    {
        string bomb = """{"metadata": {"version": 1}, "payload": {"x": """ + new string('[', 100_000);

        Should.Throw<ThriftProtocolException>(() => Encoding.Decode(Module.Struct("Out"), Framed(bomb), ThriftPy)).Error.ShouldBe(ThriftProtocolError.DepthLimit);
    }

    [Fact]
    public void The_payload_is_read_with_the_schema_that_is_known_when_the_name_has_been_read()
    {
        ThriftPyJsonReader reader = new(new ReadOnlySequence<byte>(Framed("""{"metadata": {"version": 1, "name": "m", "ttype": 1, "seqid": 1}, "payload": {"d": 4}}""")));

        reader.ReadMessageBegin().Name.ShouldBe("m");
        reader.UseSchema(Module.Struct("Out"));

        Module.Struct("Out").ReadValue(ref reader).ToString().ShouldBe("Out{d=4}");
    }

    // What Python's repr writes for these numbers.
    [Theory]
    [InlineData(0.0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(1.0, "1.0")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(100.0, "100.0")]
    [InlineData(0.1, "0.1")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00012, "0.00012")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(9999999999999998.0, "9999999999999998.0")]
    [InlineData(1e16, "1e+16")]
    [InlineData(123456789012345680.0, "1.2345678901234568e+17")]
    [InlineData(1e22, "1e+22")]
    [InlineData(-1.7976931348623157e308, "-1.7976931348623157e+308")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(123.456, "123.456")]
    [InlineData(1234567890.0, "1234567890.0")]
    public void Doubles_are_written_as_Python_writes_them(double value, string expected)
    {
        Span<byte> text = stackalloc byte[PythonDouble.MaxLength];

        string written = System.Text.Encoding.ASCII.GetString(text[..PythonDouble.Write(value, text)]);

        written.ShouldBe(expected);
        BitConverter.DoubleToInt64Bits(double.Parse(written, CultureInfo.InvariantCulture)).ShouldBe(BitConverter.DoubleToInt64Bits(value));
    }

    private static string Read(string json) => Encoding.Decode(Module.Struct("Out"), Framed(json), ThriftPy).ToString();

    private static byte[] Framed(string json)
    {
        byte[] text = System.Text.Encoding.UTF8.GetBytes(json);
        byte[] bytes = new byte[text.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, text.Length);
        text.CopyTo(bytes, 4);
        return bytes;
    }

    private static string Json(byte[] bytes)
    {
        BinaryPrimitives.ReadInt32BigEndian(bytes).ShouldBe(bytes.Length - 4);
        return System.Text.Encoding.UTF8.GetString(bytes, 4, bytes.Length - 4);
    }
}
