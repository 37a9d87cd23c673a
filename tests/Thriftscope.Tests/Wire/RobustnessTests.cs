using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using FsCheck.Fluent;
using Thriftscope.Schema;
using Thriftscope.Tests.Random;
using Thriftscope.Wire;

namespace Thriftscope.Tests.Wire;

/// <summary>
/// Messages that are broken in every way: reader, scanner and framer answer with a value or a
/// <see cref="ThriftProtocolException"/>, soon, and take no more memory than the bytes that are there can justify.
/// </summary>
public class RobustnessTests
{
    // The worst honest case is a list of empty structs: one byte each on the wire, an object with its fields in memory.
    private const long BytesPerByte = 512;
    private const long BytesPerMessage = 32 * 1024;

    private static readonly MessageHeader Header = new("call", MessageType.Call, 1);

    private static readonly IReadOnlyList<(StructSchema Schema, byte[] Message)> Messages =
    [
        .. RandomCase.Sample(RandomCase.Arguments.Where(c => Encoding.Encode(c.Value).Length is > 20 and < 2000), 100, 11)
            .Select(c => (c.Value.Schema, Encoding.EncodeMessage(Header, c.Value))),
    ];

    private int _checked;

    [Fact]
    public void A_message_may_be_damaged_anywhere()
    {
        for (int round = 0; round < 1000; round++)
        {
            Mutations mutations = new(round);
            for (int i = 0; i < Messages.Count; i++)
                Check(Messages[i].Schema, mutations.Damage(Messages[i].Message, Messages[(i + round) % Messages.Count].Message));
        }

        _checked.ShouldBe(100_000);
    }

    [Fact]
    public void A_message_may_end_anywhere()
    {
        foreach ((StructSchema schema, byte[] message) in Messages)
        {
            for (int length = 0; length < message.Length; length++)
                Check(schema, message[..length]).ShouldNotBe(Answer.Value, $"{length} of {message.Length} bytes");
        }

        _checked.ShouldBeGreaterThan(5_000);
    }

    [Fact]
    public void Bytes_may_be_noise()
    {
        Mutations mutations = new(13);
        for (int i = 0; i < 20_000; i++)
            Check(Messages[i % Messages.Count].Schema, mutations.Noise(200));
    }

    [Fact]
    public void Noise_may_stand_behind_a_good_header()
    {
        Mutations mutations = new(17);
        for (int i = 0; i < 20_000; i++)
        {
            (StructSchema schema, byte[] message) = Messages[i % Messages.Count];
            Check(schema, [.. message[..16], .. mutations.Noise(200)]);
        }
    }

    private enum Answer
    {
        Value,
        Error,
    }

    private Answer Check(StructSchema schema, byte[] bytes)
    {
        _checked++;
        long started = Stopwatch.GetTimestamp();
        (Answer decoded, long allocated) = Measure(schema, bytes);
        // What the runtime takes for itself now and then, it does not take twice for the same message.
        if (allocated > Allowed(bytes))
            (decoded, allocated) = Measure(schema, bytes);

        if (allocated > Allowed(bytes) || Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(5))
            Assert.Fail($"{allocated} bytes in {Stopwatch.GetElapsedTime(started)} for {Convert.ToHexStringLower(bytes)}");
        return decoded;
    }

    private static long Allowed(byte[] bytes) => BytesPerMessage + (BytesPerByte * bytes.Length);

    private static (Answer Decoded, long Allocated) Measure(StructSchema schema, byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Answer decoded = Of(() => Decode(schema, bytes));
        _ = Of(() => Scan(bytes));
        _ = Of(() => Frame(bytes));
        _ = Of(() => Frame(Framed(bytes)));
        return (decoded, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static Answer Of(Action act)
    {
        try
        {
            act();
            return Answer.Value;
        }
        catch (ThriftProtocolException)
        {
            return Answer.Error;
        }
    }

    private static void Decode(StructSchema schema, byte[] bytes)
    {
        ThriftBinaryReader reader = new(new ReadOnlySequence<byte>(bytes));
        _ = reader.ReadMessageBegin();
        _ = schema.ReadValue(ref reader);
    }

    // The end that the scanner finds is where a reader that skips the message gets to.
    private static void Scan(byte[] bytes)
    {
        ReadOnlySequence<byte> buffer = new(bytes);
        if (!new BinaryScanner(ThriftLimits.Default).TryFindEnd(buffer, out long length))
            return;
        ThriftBinaryReader reader = new(buffer.Slice(0, length));
        _ = reader.ReadMessageBegin();
        reader.Skip(ThriftType.Struct);
        reader.Consumed.ShouldBe(length);
    }

    private static void Frame(byte[] bytes)
    {
        ReadOnlySequence<byte> buffer = new(bytes);
        if (buffer.IsEmpty || !WireDetector.TryDetect(buffer, ThriftLimits.Default, out WireFormat format))
            return;
        MessageFramer framer = MessageFramer.Create(format, ThriftLimits.Default);
        while (!buffer.IsEmpty && framer.TryRead(ref buffer, out WireMessage message))
            message.Size.ShouldBe(format.Transport == ThriftTransport.Framed ? message.Body.Length + 4 : message.Body.Length);
    }

    private static byte[] Framed(byte[] bytes)
    {
        byte[] framed = new byte[bytes.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(framed, bytes.Length);
        bytes.CopyTo(framed, 4);
        return framed;
    }
}
