using System.Buffers;
using Thriftscope.Wire;

namespace Thriftscope.Tests.Wire;

/// <summary>Apache's JSON protocol, written out by hand.</summary>
public class JsonProtocolTests
{
    private const ThriftProtocol Json = ThriftProtocol.Json;

    // A struct S with these fields, the values as readable JSON, and the text of the protocol.
    [Theory]
    [InlineData("1: bool a, 2: bool b", """{"a": true, "b": false}""", """{"1":{"tf":1},"2":{"tf":0}}""")]
    [InlineData("1: i8 a, 2: i16 b, 3: i32 c", """{"a": -1, "b": 2, "c": 3}""", """{"1":{"i8":-1},"2":{"i16":2},"3":{"i32":3}}""")]
    [InlineData("-5: i64 a", """{"a": -9223372036854775808}""", """{"-5":{"i64":-9223372036854775808}}""")]
    [InlineData("1: double a, 2: double b", """{"a": 0.1, "b": "-Infinity"}""", """{"1":{"dbl":0.1},"2":{"dbl":"-Infinity"}}""")]
    [InlineData("1: double a", """{"a": "NaN"}""", """{"1":{"dbl":"NaN"}}""")]
    [InlineData("1: string a", """{"a": "ä\"\\/\n\u0001\u007f"}""", """{"1":{"str":"ä\"\\/\n\u0001""" + "\u007f\"}}")]
    [InlineData("1: binary a", """{"a": "AP8="}""", """{"1":{"str":"AP8"}}""")]
    [InlineData("1: uuid a", """{"a": "00112233-4455-6677-8899-aabbccddeeff"}""", """{"1":{"uid":"00112233-4455-6677-8899-aabbccddeeff"}}""")]
    [InlineData("1: list<i32> a", """{"a": [1, 2]}""", """{"1":{"lst":["i32",2,1,2]}}""")]
    [InlineData("1: set<string> a", """{"a": []}""", """{"1":{"set":["str",0]}}""")]
    [InlineData("1: list<list<bool>> a", """{"a": [[true], []]}""", """{"1":{"lst":["lst",2,["tf",1,1],["tf",0]]}}""")]
    [InlineData("1: map<string, i32> a", """{"a": {"x": 1, "y": 2}}""", """{"1":{"map":["str","i32",2,{"x":1,"y":2}]}}""")]
    [InlineData("1: map<i64, bool> a", """{"a": {"1": true}}""", """{"1":{"map":["i64","tf",1,{"1":1}]}}""")]
    [InlineData("1: map<bool, double> a", """{"a": {"true": 1.5}}""", """{"1":{"map":["tf","dbl",1,{"1":1.5}]}}""")]
    [InlineData("1: map<double, i32> a", """{"a": [[1.5, 2]]}""", """{"1":{"map":["dbl","i32",1,{"1.5":2}]}}""")]
    [InlineData("1: map<string, i32> a", """{"a": {}}""", """{"1":{"map":["str","i32",0,{}]}}""")]
    [InlineData("1: map<list<i32>, map<i32, i32>> a", """{"a": [[[1], {"2": 3}]]}""", """{"1":{"map":["lst","map",1,{["i32",1,1]:["i32","i32",1,{"2":3}]}]}}""")]
    public void A_value_has_the_text_of_the_protocol(string fields, string readable, string text)
    {
        ThriftStruct value = ThriftSerializer.FromJson(Idl.S(fields).Schema, readable);

        Text(Encoding.Encode(value, Json)).ShouldBe(text);
        Encoding.Decode(value.Schema, Bytes(text), Json).Equals(value).ShouldBeTrue();
    }

    [Fact]
    public void A_struct_may_be_a_key()
    {
        ThriftModule module = Idl.Load("struct In { 1: i32 x } struct Out { 1: map<In, In> a, 2: In b }");
        ThriftStruct In(int x) => module.NewStruct("In", new { x });
        ThriftStruct value = module.NewStruct("Out", new { b = In(3) });
        value["a"] = new[] { KeyValuePair.Create<object, object>(In(1), In(2)) };

        byte[] bytes = Encoding.Encode(value, Json);

        Text(bytes).ShouldBe("""{"1":{"map":["rec","rec",1,{{"1":{"i32":1}}:{"1":{"i32":2}}}]},"2":{"rec":{"1":{"i32":3}}}}""");
        Encoding.Decode(value.Schema, bytes, Json).Equals(value).ShouldBeTrue();
    }

    [Fact]
    public void A_message_is_an_array()
    {
        ThriftStruct empty = Idl.S("");
        MessageHeader header = new("Service:\"ping\"", MessageType.Oneway, -7);

        byte[] bytes = Encoding.EncodeMessage(header, empty, Json);

        Text(bytes).ShouldBe("""[1,"Service:\"ping\"",4,-7,{}]""");
        Encoding.DecodeMessage(empty.Schema, new ReadOnlySequence<byte>(bytes), Json).Header.ShouldBe(header);
    }

    [Theory]
    [InlineData("1: i32 a, 2: list<i32> b", "\r\n { \"1\" : { \"i32\" :\t5 } , \"2\" : { \"lst\" : [ \"i32\" , 2 , 1 , 2 ] } }", "S{a=5, b=[1, 2]}")]
    [InlineData("1: map<i32, string> a", """{ "1" : { "map" : [ "i32" , "str" , 1 , { "7" : "x" } ] } }""", "S{a={7: \"x\"}}")]
    [InlineData("1: binary a", """{"1":{"str":"AP8="}}""", "S{a=0x00ff}")]
    [InlineData("1: binary a", """{"1":{"str":"AP8B"}}""", "S{a=0x00ff01}")]
    [InlineData("1: binary a", """{"1":{"str":"\/\/8"}}""", "S{a=0xffff}")]
    [InlineData("1: binary a", """{"1":{"str":""}}""", "S{a=0x}")]
    [InlineData("1: string a", """{"1":{"str":"\u00e4\u20AC\ud834\udd1e\/\b\t"}}""", "S{a=\"ä€𝄞/\b\t\"}")]
    [InlineData("1: i32 a, 2: double b", """{"1":{"i32":"5"},"2":{"dbl":"1.5"}}""", "S{a=5, b=1.5}")]
    [InlineData("1: double a", """{"1":{"dbl":1E+2}}""", "S{a=100}")]
    [InlineData("1: double a", """{"1":{"dbl":-0}}""", "S{a=-0}")]
    [InlineData("1: bool a", """{"1":{"tf":"1"}}""", "S{a=true}")]
    [InlineData("1: list<i32> a", """{"1":{"lst":["str",0]}}""", "S{a=[]}")]
    [InlineData("1: i32 a", """{"9":{"map":["str","rec",1,{"\"}":{"1":{"set":["dbl",1,"NaN"]}}}]},"1":{"i32":5}}""", "S{a=5}")]
    public void A_value_is_read_in_other_forms_too(string fields, string text, string expected) =>
        Encoding.Decode(Idl.S(fields).Schema, Bytes(text), Json).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("", ThriftProtocolError.Truncated)]
    [InlineData("""{"1":{"i32":5}""", ThriftProtocolError.Truncated)]
    [InlineData("""{"1":{"i32":5},}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{,"1":{"i32":5}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"1":{"i32":5}"2":{"str":""}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"1":{"i32":2147483648}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"1":{"i32":99999999999999999999}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"1":{"i32":1.5}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"1":{"i32":1e3}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"1":{"i32":true}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"1":{"i32":"5}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"1":{"i32":}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"1":{"int":5}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"99999":{"i32":5}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"x":{"i32":5}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"2":{"str":5}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"2":{"str":"a}}""", ThriftProtocolError.Truncated)]
    [InlineData("""{"2":{"str":"\x"}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"2":{"str":"\u12"}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"2":{"str":"\u12g4"}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"2":{"str":"\ud83d"}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"2":{"str":"\ude00"}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"2":{"str":"\ud83dx\ude00"}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"2":{"str":"\ud83d\ud83d"}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"3":{"str":"A"}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"3":{"str":"AA="}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"3":{"str":"A?=="}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"3":{"str":"AA A"}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"3":{"str":"====="}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"4":{"lst":["i32",2,1]}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"4":{"lst":["i32",1,1,2]}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"4":{"lst":["i32",-1]}}""", ThriftProtocolError.NegativeSize)]
    [InlineData("""{"4":{"lst":["i32",2147483647,1]}}""", ThriftProtocolError.Truncated)]
    [InlineData("""{"5":{"map":["i32","i32",1,{}]}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"5":{"map":["i32","i32",2147483647,{}]}}""", ThriftProtocolError.Truncated)]
    [InlineData("""{"5":{"map":["i32","i32",1,{"1",1}]}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"6":{"dbl":"nan"}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"6":{"dbl":1.2.3}}""", ThriftProtocolError.InvalidData)]
    [InlineData("""{"7":{"uid":"00112233"}}""", ThriftProtocolError.InvalidData)]
    public void Text_that_is_no_value_is_refused(string text, ThriftProtocolError error)
    {
        Schema.StructSchema schema = Idl.S("1: i32 a, 2: string b, 3: binary c, 4: list<i32> d, 5: map<i32, i32> e, 6: double f, 7: uuid g").Schema;

        Should.Throw<ThriftProtocolException>(() => Encoding.Decode(schema, Bytes(text), Json)).Error.ShouldBe(error);
    }

    [Fact]
    public void Digits_without_end_are_refused()
    {
        Schema.StructSchema schema = Idl.S("1: i64 a, 2: double b").Schema;
        string digits = new('1', 100_000);

        Should.Throw<ThriftProtocolException>(() => Encoding.Decode(schema, Bytes($$$"""{"1":{"i64":{{{digits}}}}}"""), Json));
        Should.Throw<ThriftProtocolException>(() => Encoding.Decode(schema, Bytes($$$"""{"2":{"dbl":{{{digits}}}}}"""), Json));
    }

    [Fact]
    public void A_bomb_of_lists_is_refused_by_reader_and_scanner()
    {
        string bomb = string.Concat(Enumerable.Repeat("[\"lst\",1,", 100_000));
        Schema.StructSchema empty = Idl.S("").Schema;

        Should.Throw<ThriftProtocolException>(() => Encoding.Decode(empty, Bytes("""{"1":{"lst":""" + bomb), Json)).Error.ShouldBe(ThriftProtocolError.DepthLimit);
        Should.Throw<ThriftProtocolException>(() => new JsonScanner(ThriftLimits.Default)
                .TryFindEnd(new ReadOnlySequence<byte>(Bytes("""[1,"x",1,1,{"1":{"lst":""" + bomb)), out _))
            .Error.ShouldBe(ThriftProtocolError.DepthLimit);
    }

    [Theory]
    [InlineData("""{"1":{}}""", ThriftProtocolError.BadVersion)]
    [InlineData("HTTP/1.1", ThriftProtocolError.BadVersion)]
    [InlineData("""[2,"x",1,1,{}]""", ThriftProtocolError.BadVersion)]
    [InlineData("""[1,"x",5,1,{}]""", ThriftProtocolError.InvalidData)]
    [InlineData("""[1,"x",1,2147483648,{}]""", ThriftProtocolError.InvalidData)]
    [InlineData("""[1,7,1,1,{}]""", ThriftProtocolError.InvalidData)]
    [InlineData("""[1,"x",1,1""", ThriftProtocolError.Truncated)]
    public void A_wrong_header_is_refused(string text, ThriftProtocolError error) =>
        Should.Throw<ThriftProtocolException>(() => Encoding.DecodeMessage(Idl.S("").Schema, new ReadOnlySequence<byte>(Bytes(text)), Json)).Error.ShouldBe(error);

    [Fact]
    public void A_scanner_takes_no_notice_of_brackets_in_strings_and_of_space_before_the_message()
    {
        byte[] message = Bytes(" \n[1,\"]\\\"}\\\\\",1,1,{\"1\":{\"str\":\"[[{\\u005d\"}}]");

        new JsonScanner(ThriftLimits.Default).TryFindEnd(new ReadOnlySequence<byte>([.. message, .. message]), out long length).ShouldBeTrue();

        length.ShouldBe(message.Length);
        Encoding.DecodeMessage(Idl.S("1: string a").Schema, new ReadOnlySequence<byte>(message), Json).Body["a"].ShouldBe("[[{]");
    }

    [Fact]
    public void A_scanner_refuses_what_begins_no_message_at_once() =>
        Should.Throw<ThriftProtocolException>(() => new JsonScanner(ThriftLimits.Default).TryFindEnd(new ReadOnlySequence<byte>("GET / HTTP/1.1"u8.ToArray()), out _));

    [Fact]
    public void A_string_may_be_longer_than_any_buffer()
    {
        ThriftStruct value = Idl.S("1: string a, 2: binary b");
        value["a"] = string.Concat(Enumerable.Repeat("plain \" ä \ud83d\ude00 ", 20_000)) + new string('x', 100_000);
        value["b"] = new byte[100_001];

        Encoding.Decode(value.Schema, Segments.Cut(Encoding.Encode(value, Json), 1000, 50_000), protocol: Json).Equals(value).ShouldBeTrue();
    }

    [Fact]
    public void Half_a_character_is_written_as_the_replacement_character()
    {
        ThriftStruct value = Idl.S("1: string a");
        value["a"] = "x\ud83dy";

        foreach (ThriftProtocol protocol in (ThriftProtocol[])[Json, ThriftProtocol.ThriftPyJson])
            Encoding.Decode(value.Schema, Encoding.Encode(value, protocol), protocol)["a"].ShouldBe("x\ufffdy");
    }

    private static string Text(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes);

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
