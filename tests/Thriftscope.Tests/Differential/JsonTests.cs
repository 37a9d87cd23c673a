using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;
using FsCheck.Fluent;
using Thriftscope.Tests.Random;

namespace Thriftscope.Tests.Differential;

/// <summary>Apache's JSON protocol against the ApacheThrift package: the same text, and each reads what the other wrote.</summary>
public partial class JsonTests
{
    private const ThriftProtocol Json = ThriftProtocol.Json;

    [Fact]
    public void A_value_without_doubles_is_written_as_Apache_writes_it() =>
        Properties.ForAll(600, RandomCase.Structs.Where(c => !c.Idl.Contains("double", StringComparison.Ordinal)), c =>
            Text(Encoding.Encode(c.Value, Json)).ShouldBe(Text(ApacheProtocol.Write(c.Value, Json))));

    [Fact]
    public void A_value_is_written_as_Apache_writes_it_but_for_the_digits_of_doubles() =>
        Properties.ForAll(600, RandomCase.Structs, c =>
            SameDigits(Encoding.Encode(c.Value, Json)).ShouldBe(SameDigits(ApacheProtocol.Write(c.Value, Json))));

    [Fact]
    public void Each_reads_the_value_that_the_other_wrote() =>
        Properties.ForAll(600, RandomCase.Structs, c =>
        {
            Encoding.Decode(c.Value.Schema, ApacheProtocol.Write(c.Value, Json), Json).Equals(c.Value).ShouldBeTrue();
            ApacheProtocol.Read(c.Value.Schema, Encoding.Encode(c.Value, Json), Json).Equals(c.Value).ShouldBeTrue();
        });

    [Fact]
    public void A_message_is_written_as_Apache_writes_it_and_each_reads_what_the_other_wrote() =>
        Properties.ForAll(500, MessageTests.Messages, m =>
        {
            byte[] ours = Encoding.EncodeMessage(m.Header, m.Case.Value, Json);
            byte[] apaches = ApacheProtocol.WriteMessage(m.Header, m.Case.Value, Json);

            SameDigits(ours).ShouldBe(SameDigits(apaches));
            Encoding.DecodeMessage(m.Case.Value.Schema, new ReadOnlySequence<byte>(apaches), Json).ShouldBe((m.Header, m.Case.Value));
            ApacheProtocol.ReadMessage(m.Case.Value.Schema, ours, Json).ShouldBe((m.Header, m.Case.Value));
        });

    [Fact]
    public void Every_character_is_written_as_Apache_writes_it()
    {
        ThriftStruct value = Idl.S("1: string a, 2: map<string, string> b");
        value["a"] = string.Concat(Enumerable.Range(0, 0x3000).Select(c => (char)c)) + "\ud83d\ude00\uffff";
        value["b"] = new Dictionary<string, string> { ["\"\\/\0"] = "\u007f\u2028" };

        Text(Encoding.Encode(value, Json)).ShouldBe(Text(ApacheProtocol.Write(value, Json)));
    }

    [Fact]
    public void Binary_of_every_length_is_written_as_Apache_writes_it()
    {
        for (int length = 0; length < 100; length++)
        {
            ThriftStruct value = Idl.S("1: binary a");
            value["a"] = Enumerable.Range(0, length).Select(i => (byte)(i * 251)).ToArray();

            Text(Encoding.Encode(value, Json)).ShouldBe(Text(ApacheProtocol.Write(value, Json)));
            Encoding.Decode(value.Schema, Encoding.Encode(value, Json), Json).Equals(value).ShouldBeTrue();
        }
    }

    private static string Text(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes);

    // Apache's C# writes doubles with 17 digits, Thriftscope with as few as read back the same. Both texts become the shorter form.
    private static string SameDigits(byte[] bytes) => Numbers().Replace(Text(bytes), n =>
        double.Parse(n.Value, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture));

    [GeneratedRegex(@"-?\d+(\.\d+)?(E[+-]?\d+)?")]
    private static partial Regex Numbers();
}
