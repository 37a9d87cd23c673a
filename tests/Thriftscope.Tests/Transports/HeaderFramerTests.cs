using System.Buffers;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.Tests.Transports;

public class HeaderFramerTests
{
    private const string Ping = "80010001 00000004 70696e67 00000001 00";
    private const string CompactPing = "82210104 70696e67 00";

    [Fact]
    public void Protocol_compression_and_headers_may_differ_from_message_to_message()
    {
        byte[] compressed = Compress(Bytes(CompactPing));
        byte[] stream =
        [
            .. Bytes($"00000023 0fff0000 00000007 0002 0000010101610162 {Ping}"),
            .. Frame([.. Bytes("0fff0000 fffffffe 0001 02010100"), .. compressed]),
            .. Bytes($"00000017 0fff1234 00000009 0001 02000000 {CompactPing}"),
        ];
        string[] expected =
        [
            $"{Compacted(Ping)} in 39, binary, 7, a=b",
            $"{Compacted(CompactPing)} in {18 + compressed.Length}, compact compressed, -2, ",
            $"{Compacted(CompactPing)} in 27, compact, 9, ",
        ];

        ReadAll(ThriftTransport.Header, new ReadOnlySequence<byte>(stream)).ShouldBe(expected);
        ReadAll(ThriftTransport.Header, Segments.CutEverywhere(stream)).ShouldBe(expected);
        for (int cut = 0; cut <= stream.Length; cut++)
            string.Join(";", ReadAll(ThriftTransport.Header, Segments.Cut(stream, cut))).ShouldBe(string.Join(";", expected), $"cut at {cut}");
    }

    [Fact]
    public void Bytes_may_come_one_by_one()
    {
        byte[] stream = [.. Bytes($"00000023 0fff0000 00000007 0002 0000010101610162 {Ping}"), .. Bytes($"0000001f 0fff0000 00000008 0001 00000000 {Ping}")];
        HeaderFramer framer = new(ThriftTransport.Header, ThriftLimits.Default);
        List<int> found = [];
        int start = 0;

        for (int end = 0; end <= stream.Length; end++)
        {
            ReadOnlySequence<byte> buffer = new(stream, start, end - start);
            if (framer.TryRead(ref buffer, out WireMessage message))
            {
                found.Add(message.SequenceId!.Value);
                start += (int)message.Size;
                end.ShouldBe(start);
            }
        }

        found.ShouldBe([7, 8]);
    }

    [Fact]
    public void What_the_connection_remembers_comes_with_each_message()
    {
        byte[] stream =
        [
            .. Bytes($"00000023 0fff0000 00000001 0002 0000020101610162 {Ping}"),
            .. Bytes($"0000001f 0fff0000 00000002 0001 00000000 {Ping}"),
            .. Bytes($"00000023 0fff0000 00000003 0002 0000010101410163 {Ping}"),
        ];

        ReadAll(ThriftTransport.Header, new ReadOnlySequence<byte>(stream)).Select(m => m[^3..]).ShouldBe(["a=b", "a=b", "A=c"]);
    }

    [Fact]
    public void The_headers_of_a_message_stay_its_own()
    {
        HeaderFramer framer = new(ThriftTransport.Header, ThriftLimits.Default);
        ReadOnlySequence<byte> buffer = new(Bytes($"00000023 0fff0000 00000001 0002 0000010101610162 {Ping} 0000001f 0fff0000 00000002 0001 00000000 {Ping}"));

        framer.TryRead(ref buffer, out WireMessage first).ShouldBeTrue();
        framer.TryRead(ref buffer, out WireMessage second).ShouldBeTrue();

        first.Headers.ShouldNotBeNull().ShouldBe([new("a", "b")]);
        first.Headers!["A"].ShouldBe("b");
        second.Headers.ShouldBeNull();
    }

    [Fact]
    public void The_old_form_of_binary_is_seen_in_the_message() =>
        Read(ThriftTransport.Header, Bytes("0000001a 0fff0000 00000001 0001 00000000 00000004 70696e67 01 00000001 00")).Format
            .ShouldBe(new WireFormat(ThriftTransport.Header, ThriftProtocol.Binary, IsStrict: false));

    [Theory]
    [InlineData("00000015 80010001 00000004 70696e67 00000001 00", "0000001580")] // no length of the rest
    [InlineData("00000011 80010001 00000004 70696e67 00000001 00", "80010001")]
    [InlineData("00000009 82210104 70696e67 00", "82210104")]
    public void A_frame_in_kitexs_frame_is_taken_off(string payload, string expected)
    {
        byte[] message = Read(ThriftTransport.TTHeader, Frame(Bytes($"10000000 00000001 0001 00000000 {payload}"))).Body.ToArray();

        Convert.ToHexStringLower(message).ShouldStartWith(expected);
    }

    [Fact]
    public void A_frame_in_theaders_frame_is_left() =>
        Read(ThriftTransport.Header, Frame(Bytes("0fff0000 00000001 0001 02000000 00000009 82210104 70696e67 00"))).Body.Length.ShouldBe(13);

    [Theory]
    [InlineData("ffffffff", ThriftProtocolError.NegativeSize, "-1", 0)]
    [InlineData("00fa0001", ThriftProtocolError.SizeLimit, "16384001", 0)]
    [InlineData("00000009 0fff0000 00000001 00", ThriftProtocolError.Truncated, "10 more bytes are announced, 9 are left", 4)]
    [InlineData("00000020 10000000 00000001 0001", ThriftProtocolError.InvalidData, "begins with 0x0FFF, not with 0x1000", 4)]
    [InlineData("0000000d 0fff0000 00000001 0001", ThriftProtocolError.Truncated, "has no room for a header block of 4", 12)]
    [InlineData("00fa0000 0fff0000 00000001 ffff", ThriftProtocolError.SizeLimit, "A header block of 262140 bytes", 12)]
    [InlineData("0000000a 0fff0000 00000001 0000", ThriftProtocolError.Truncated, "ends within a number", 14)]
    [InlineData("0000000e 0fff0000 00000001 0001 05000000", ThriftProtocolError.InvalidData, "protocol 5", 14)]
    [InlineData("0000000e 0fff0000 00000001 0001 00010300", ThriftProtocolError.InvalidData, "transform 3", 16)]
    [InlineData("00000010 0fff0000 00000001 0001 00010100 0000", ThriftProtocolError.InvalidData, "no zlib stream", 0)]
    [InlineData("00000014 0fff0000 00000001 0001 00010100 78bb00000000", ThriftProtocolError.InvalidData, "no zlib stream", 0)] // a dictionary
    public void Wrong_bytes_are_refused_as_soon_as_they_are_there(string hex, ThriftProtocolError error, string message, int offset)
    {
        ThriftProtocolException e = Should.Throw<ThriftProtocolException>(() => Read(ThriftTransport.Header, Bytes(hex)));

        e.Error.ShouldBe(error);
        e.Message.ShouldContain(message);
        e.Offset.ShouldBe(offset);
    }

    [Fact]
    public void A_message_may_end_anywhere_and_is_waited_for()
    {
        byte[] message = Bytes($"00000023 0fff0000 00000007 0002 0000010101610162 {Ping}");
        HeaderFramer framer = new(ThriftTransport.Header, ThriftLimits.Default);

        for (int length = 0; length < message.Length; length++)
        {
            ReadOnlySequence<byte> buffer = new(message, 0, length);
            framer.TryRead(ref buffer, out _).ShouldBeFalse($"{length} bytes");
            buffer.Length.ShouldBe(length);
        }
    }

    [Fact]
    public void A_bomb_is_refused_before_its_memory_is_taken()
    {
        // 200 MB in about 200 KB.
        byte[] frame = Frame([.. Bytes("0fff0000 00000001 0001 00010100"), .. Compress(new byte[200_000_000])]);
        ThriftLimits limits = new() { MaxFrameSize = 1_000_000 };
        long before = GC.GetAllocatedBytesForCurrentThread();

        ThriftProtocolException e = Should.Throw<ThriftProtocolException>(() => Read(ThriftTransport.Header, frame, limits));

        e.Error.ShouldBe(ThriftProtocolError.SizeLimit);
        e.Message.ShouldContain("inflates to more than the limit of 1000000");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(8_000_000);
    }

    [Fact]
    public void A_compressed_message_may_inflate_to_the_limit()
    {
        byte[] frame = Frame([.. Bytes("0fff0000 00000001 0001 00010100"), .. Compress(new byte[100_000])]);

        Read(ThriftTransport.Header, frame, new ThriftLimits { MaxFrameSize = 100_000 }).Body.Length.ShouldBe(100_000);
        Should.Throw<ThriftProtocolException>(() => Read(ThriftTransport.Header, frame, new ThriftLimits { MaxFrameSize = 99_999 }));
    }

    [Fact]
    public void Damaged_frames_are_read_or_refused()
    {
        byte[][] frames =
        [
            Bytes($"00000023 0fff0000 00000007 0002 0000010101610162 {Ping}"),
            Frame([.. Bytes("0fff0000 00000007 0003 020101010101610262620200"), .. Compress(Bytes(CompactPing))]),
            Bytes($"0000002b 10000000 00000007 0004 00000100010001610001621000010003 {Ping}"),
        ];
        for (int i = 0; i < Fuzz.Inputs; i++)
        {
            byte[] frame = new Wire.Mutations(i).Damage(frames[i % 3], frames[(i / 3) % 3]);
            ThriftTransport transport = i % 3 == 2 ? ThriftTransport.TTHeader : ThriftTransport.Header;
            string whole = Answer(transport, new ReadOnlySequence<byte>(frame));

            Answer(transport, Segments.CutEverywhere(frame)).ShouldBe(whole, Convert.ToHexStringLower(frame));
        }
    }

    [Fact]
    public void What_was_inflated_is_given_back_when_the_message_is_over()
    {
        byte[] frame = Frame([.. Bytes("0fff0000 00000007 0001 02010100"), .. Compress(new byte[3_000_000])]);
        using HeaderFramer framer = new(ThriftTransport.Header, ThriftLimits.Default);
        ReadOnlySequence<byte> buffer = new(frame);
        framer.TryRead(ref buffer, out WireMessage message).ShouldBeTrue();
        MemoryMarshal.TryGetArray(message.Body.First, out ArraySegment<byte> inflated).ShouldBeTrue();

        framer.Release();

        // The pool hands a thread what it has given back last.
        byte[] next = ArrayPool<byte>.Shared.Rent(inflated.Array!.Length);
        next.ShouldBeSameAs(inflated.Array);
        ArrayPool<byte>.Shared.Return(next);
    }

    private static string Answer(ThriftTransport transport, in ReadOnlySequence<byte> bytes)
    {
        try
        {
            return string.Join("; ", ReadAll(transport, bytes));
        }
        catch (ThriftProtocolException e)
        {
            return e.Message;
        }
    }

    private static List<string> ReadAll(ThriftTransport transport, ReadOnlySequence<byte> buffer)
    {
        using MessageFramer framer = MessageFramer.Create(new WireFormat(transport, ThriftProtocol.Binary), ThriftLimits.Default);
        List<string> found = [];
        while (!buffer.IsEmpty && framer.TryRead(ref buffer, out WireMessage message))
        {
            string format = $"{WireNames.Of(message.Format.Protocol)}{(message.Format.IsCompressed ? " compressed" : "")}";
            string headers = string.Join(",", (message.Headers ?? []).Select(h => $"{h.Key}={h.Value}"));
            found.Add($"{Convert.ToHexStringLower(message.Body.ToArray())} in {message.Size}, {format}, {message.SequenceId}, {headers}");
        }

        return found;
    }

    private static WireMessage Read(ThriftTransport transport, byte[] bytes, ThriftLimits? limits = null)
    {
        HeaderFramer framer = new(transport, limits ?? ThriftLimits.Default);
        ReadOnlySequence<byte> buffer = new(bytes);
        framer.TryRead(ref buffer, out WireMessage message).ShouldBeTrue();
        return message;
    }

    private static byte[] Frame(byte[] content) =>
        [(byte)(content.Length >> 24), (byte)(content.Length >> 16), (byte)(content.Length >> 8), (byte)content.Length, .. content];

    private static byte[] Compress(byte[] bytes)
    {
        using MemoryStream compressed = new();
        using (ZLibStream zlib = new(compressed, CompressionLevel.Optimal))
            zlib.Write(bytes);
        return compressed.ToArray();
    }

    private static string Compacted(string hex) => hex.Replace(" ", "", StringComparison.Ordinal);

    private static byte[] Bytes(string hex) => Convert.FromHexString(Compacted(hex));
}
