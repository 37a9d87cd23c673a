using System.Buffers;
using Thriftscope.Wire;

namespace Thriftscope.Tests.Transports;

public class WireDetectorTests
{
    // Whole messages: a call of "ping" with number 1 and without arguments, as each format has it.
    public static TheoryData<string, string> Messages => new()
    {
        { "80010001 00000004 70696e67 00000001 00", "unframed binary" },
        { "00000004 70696e67 01 00000001 00", "unframed binary old" },
        { "82210104 70696e67 00", "unframed compact" },
        { "82410104 70696e67 00", "unframed compact" }, // a reply
        { "5b312c2270696e67222c312c312c7b7d5d", "unframed json" }, // [1,"ping",1,1,{}]
        { "00000002 7b7d", "unframed thriftpy-json" },
        { "00000011 80010001 00000004 70696e67 00000001 00", "framed binary" },
        { "0000000e 00000004 70696e67 01 00000001 00", "framed binary old" },
        { "0000000a 00000000 01 00000001 00", "framed binary old" }, // a name without letters
        { "00000009 82210104 70696e67 00", "framed compact" },
        { "00000011 5b312c2270696e67222c312c312c7b7d5d", "framed json" },
        { "00000006 00000002 7b7d", "framed thriftpy-json" },
        { "0000001f 0fff0000 00000001 0001 00000000 80010001 00000004 70696e67 00000001 00", "header binary" },
        { "00000017 0fff0000 00000001 0001 02000000 82210104 70696e67 00", "header compact" },
        { "0000001f 10000000 00000001 0001 00000000 80010001 00000004 70696e67 00000001 00", "ttheader binary" },
        { "00000017 10000000 00000001 0001 02000000 82210104 70696e67 00", "ttheader compact" },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_is_detected_as_what_it_is_however_its_bytes_are_split(string hex, string expected)
    {
        byte[] message = Bytes(hex);

        Detect(new ReadOnlySequence<byte>(message)).ShouldBe(expected);
        Detect(Segments.CutEverywhere(message)).ShouldBe(expected);
        for (int cut = 0; cut <= message.Length; cut++)
            Detect(Segments.Cut(message, cut)).ShouldBe(expected, $"cut at {cut}");
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_part_of_a_message_is_never_detected_as_something_else(string hex, string expected)
    {
        byte[] message = Bytes(hex);

        bool known = false;
        for (int length = 0; length <= message.Length; length++)
        {
            string? found = Detect(new ReadOnlySequence<byte>(message, 0, length));
            (found ?? expected).ShouldBe(expected, $"of {length} bytes");
            // What is known stays known.
            (known && found is null).ShouldBeFalse($"of {length} bytes");
            known = found is not null;
        }

        known.ShouldBeTrue();
    }

    [Theory]
    [InlineData("80", "unframed binary")]
    [InlineData("82", "unframed compact")]
    [InlineData("5b", "unframed json")]
    [InlineData("00fa0000 80", "framed binary")]
    [InlineData("00000016 82", "framed compact")]
    [InlineData("00000016 5b", "framed json")]
    [InlineData("00000016 7b", "unframed thriftpy-json")]
    [InlineData("00000001 5f", "unframed binary old")]
    [InlineData("00000116 00000004", "framed binary old")]
    [InlineData("00000106 00000102 7b", "framed thriftpy-json")]
    [InlineData("00000116 0fff0000 00000001 0001 02", "header compact")]
    public void No_more_bytes_are_needed_than_these(string hex, string expected)
    {
        byte[] bytes = Bytes(hex);

        Detect(new ReadOnlySequence<byte>(bytes)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("00000016")]
    [InlineData("00000106 000001")] // may be the length of ThriftPy's JSON or of a name
    [InlineData("00000106 00000102")]
    [InlineData("00000106 0f")]
    [InlineData("00000106 10")]
    [InlineData("00000106 0fff0000 00000001 0001")]
    public void Too_few_bytes_tell_nothing_yet(string hex) => Detect(new ReadOnlySequence<byte>(Bytes(hex))).ShouldBeNull();

    [Fact]
    public void A_frame_with_an_empty_header_block_is_left_to_its_framer() =>
        Detect(new ReadOnlySequence<byte>(Bytes("0000000a 0fff0000 00000001 0000"))).ShouldBe("header binary");

    [Theory]
    [InlineData("474554202f20485454502f312e31", "474554202f204854", "they look like HTTP")] // GET / HTTP/1.1
    [InlineData("504f5354202f", "504f5354202f", "they look like HTTP")]
    [InlineData("505249202a20485454502f322e30", "505249202a204854", "they look like HTTP")]
    [InlineData("160301020001", "160301020001", "they look like TLS")]
    [InlineData("0100000005504c41494e", "0100000005504c41", "they look like a SASL log-in")]
    [InlineData("789c8b", "789c8b", "they look like a zlib stream")]
    [InlineData("ffffffff", "ffffffff", "")]
    [InlineData("7fffffff80", "7fffffff80", "")]
    [InlineData("000000047f", "000000047f", "")]
    [InlineData("0000000439", "0000000439", "")] // no name begins with a digit
    [InlineData("0000000a0ffe", "0000000a0ffe", "")]
    [InlineData("0000000a1001", "0000000a1001", "")]
    [InlineData("00000000010000000100", "0000000001000000", "")]
    public void What_is_not_served_is_shown_in_the_error(string hex, string shown, string guess)
    {
        ThriftProtocolException e = Should.Throw<ThriftProtocolException>(() => Detect(new ReadOnlySequence<byte>(Bytes(hex))));

        e.Error.ShouldBe(ThriftProtocolError.BadVersion);
        e.Offset.ShouldBe(0);
        e.Message.ShouldStartWith($"The first bytes, {shown}, begin no Thrift message{(guess.Length > 0 ? $": {guess}" : " (at")}");
    }

    [Theory]
    [InlineData("01000000 80", "framed binary")] // what else would be a SASL log-in
    [InlineData("16030102 80", "framed binary")] // TLS
    [InlineData("5b312c23 80", "framed binary")] // nearly JSON
    [InlineData("5b312c22 70", "unframed json")]
    [InlineData("78010000 82", "framed compact")] // zlib
    [InlineData("47455420 00", "framed binary old")]
    [InlineData("10000005 10000001 7b", "framed thriftpy-json")]
    [InlineData("10000005 10000000 00000001 0001 02", "ttheader compact")]
    public void Under_a_limit_of_gigabytes_a_mark_may_be_a_length(string hex, string expected) =>
        Detect(new ReadOnlySequence<byte>(Bytes(hex)), new ThriftLimits { MaxFrameSize = int.MaxValue }).ShouldBe(expected);

    [Theory]
    [InlineData("0100000005504c41494e", "SASL")]
    [InlineData("474554202f20", "HTTP")]
    [InlineData("16030100f101", "TLS")]
    public void Under_such_a_limit_what_is_not_served_is_still_told(string hex, string guess) =>
        Should.Throw<ThriftProtocolException>(() => Detect(new ReadOnlySequence<byte>(Bytes(hex)), new ThriftLimits { MaxFrameSize = int.MaxValue }))
            .Message.ShouldContain(guess);

    [Fact]
    public void A_frame_may_be_as_large_as_the_limit_allows()
    {
        ThriftLimits limits = new() { MaxFrameSize = 0x02000000 };

        Detect(new ReadOnlySequence<byte>(Bytes("0200000080")), limits).ShouldBe("framed binary");
        Should.Throw<ThriftProtocolException>(() => Detect(new ReadOnlySequence<byte>(Bytes("0300000080")), limits));
        Should.Throw<ThriftProtocolException>(() => Detect(new ReadOnlySequence<byte>(Bytes("0200000070")), limits));
    }

    [Theory]
    [InlineData("789c", true)]
    [InlineData("7801", true)]
    [InlineData("785e", true)]
    [InlineData("78da", true)]
    [InlineData("78bb", false)] // a dictionary that nobody has agreed on
    [InlineData("7802", false)]
    [InlineData("8001", false)]
    [InlineData("80", false)]
    public void A_zlib_stream_is_known_by_its_first_two_bytes(string hex, bool expected)
    {
        WireDetector.TryDetectZlib(Segments.CutEverywhere(Bytes(hex)), out bool isZlib).ShouldBeTrue();
        isZlib.ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("78")]
    public void One_byte_may_not_be_enough_for_zlib(string hex) => WireDetector.TryDetectZlib(new ReadOnlySequence<byte>(Bytes(hex)), out _).ShouldBeFalse();

    [Fact]
    public void Noise_is_either_waited_for_detected_or_refused()
    {
        System.Random random = new(41);
        byte[] bytes = new byte[20];
        byte[] marks = [0x00, 0x0F, 0x10, 0x5B, 0x78, 0x7B, 0x80, 0x82, 0xFF, (byte)'a'];
        for (int i = 0; i < Fuzz.Inputs; i++)
        {
            random.NextBytes(bytes);
            for (int marked = random.Next(6); marked > 0; marked--)
                bytes[random.Next(10)] = marks[random.Next(marks.Length)];
            ThriftLimits limits = i % 2 == 0 ? ThriftLimits.Default : new ThriftLimits { MaxFrameSize = int.MaxValue };
            ReadOnlySequence<byte> noise = new(bytes, 0, random.Next(bytes.Length + 1));

            string once = Answer(noise, limits);

            Answer(Segments.CutEverywhere(noise.ToArray()), limits).ShouldBe(once);
        }
    }

    private static string Answer(in ReadOnlySequence<byte> bytes, ThriftLimits limits)
    {
        try
        {
            return Detect(bytes, limits) ?? "too few";
        }
        catch (ThriftProtocolException e)
        {
            return e.Message;
        }
    }

    private static string? Detect(in ReadOnlySequence<byte> bytes, ThriftLimits? limits = null)
    {
        if (!WireDetector.TryDetect(bytes, limits ?? ThriftLimits.Default, out WireFormat format))
            return null;
        return $"{WireNames.Of(format.Transport)} {WireNames.Of(format.Protocol)}{(format.IsStrict ? "" : " old")}";
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
