using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using FsCheck.Fluent;
using Thriftscope.Schema;
using Thriftscope.Tests.Random;
using Thriftscope.Wire;

namespace Thriftscope.Tests.Wire;

/// <summary>
/// Messages of every protocol that are broken in every way: reader and scanner answer with a value or a
/// <see cref="ThriftProtocolException"/>, soon, the same however the bytes are cut, and take no more memory than the bytes that are there
/// can justify. THRIFTSCOPE_FUZZ_INPUTS says how many inputs each protocol gets.
/// </summary>
public class FuzzTests
{
    // The worst honest case is a list of empty structs: one byte each on the wire, an object with its fields in memory.
    private const long BytesPerByte = 512;
    private const long BytesPerMessage = 32 * 1024;

    private static readonly int Inputs =
        int.Parse(Environment.GetEnvironmentVariable("THRIFTSCOPE_FUZZ_INPUTS") ?? "20000", CultureInfo.InvariantCulture);

    private static readonly MessageHeader Header = new("call", MessageType.Call, 1);

    private static readonly IReadOnlyList<RandomCase> Cases =
        RandomCase.Sample(RandomCase.Arguments.Where(c => Encoding.Encode(c.Value).Length is > 20 and < 1500), 100, 19);

    public static TheoryData<ThriftProtocol> Protocols => [.. Enum.GetValues<ThriftProtocol>()];

    private enum Answer
    {
        Value,
        Error,
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void A_message_may_be_damaged_anywhere(ThriftProtocol protocol)
    {
        byte[][] messages = Messages(protocol);
        for (int i = 0; i < Inputs; i++)
        {
            Mutations mutations = new(i, IsText(protocol));
            int at = i % messages.Length;
            byte[] damaged = mutations.Damage(messages[at], messages[(at + (i / messages.Length)) % messages.Length]);
            // Nothing but its length would be wrong with most of them.
            if (protocol == ThriftProtocol.ThriftPyJson && damaged.Length >= 4 && i % 8 != 0)
                BinaryPrimitives.WriteInt32BigEndian(damaged, damaged.Length - 4);
            Check(Cases[at].Value.Schema, damaged, protocol);
        }
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void A_message_may_end_anywhere(ThriftProtocol protocol)
    {
        byte[][] messages = Messages(protocol);
        for (int i = 0; i < messages.Length; i++)
        {
            byte[] message = messages[i];
            for (int length = 0; length < message.Length; length += 1 + (message.Length / 300))
            {
                byte[] cut = message[..length];
                Check(Cases[i].Value.Schema, cut, protocol).ShouldBe(Answer.Error, $"{length} of {message.Length} bytes");
                if (protocol != ThriftProtocol.ThriftPyJson || length < 4)
                    continue;
                BinaryPrimitives.WriteInt32BigEndian(cut, length - 4);
                Check(Cases[i].Value.Schema, cut, protocol).ShouldBe(Answer.Error, $"{length} of {message.Length} bytes, announced so");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Noise_may_stand_behind_a_good_header(ThriftProtocol protocol)
    {
        Mutations mutations = new(17);
        byte[] head = Encoding.EncodeMessage(Header, Idl.S("1: i32 a"), protocol);
        head = head[..^(protocol switch { ThriftProtocol.Json => 3, ThriftProtocol.ThriftPyJson => 2, _ => 1 })];
        for (int i = 0; i < Math.Min(Inputs, 20_000); i++)
            Check(Cases[i % Cases.Count].Value.Schema, [.. head, .. mutations.Noise(200)], protocol);
    }

    private static byte[][] Messages(ThriftProtocol protocol) => [.. Cases.Select(c => Encoding.EncodeMessage(Header, c.Value, protocol))];

    private static bool IsText(ThriftProtocol protocol) => protocol is ThriftProtocol.Json or ThriftProtocol.ThriftPyJson;

    private static Answer Check(StructSchema schema, byte[] bytes, ThriftProtocol protocol)
    {
        long started = Stopwatch.GetTimestamp();
        (Answer decoded, long allocated) = Measure(schema, bytes, protocol);
        // What the runtime takes for itself now and then, it does not take twice for the same message.
        if (allocated > Allowed(bytes))
            (decoded, allocated) = Measure(schema, bytes, protocol);
        if (allocated > Allowed(bytes) || Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(5))
            Assert.Fail($"{allocated} bytes in {Stopwatch.GetElapsedTime(started)} for {Convert.ToHexStringLower(bytes)}");
        return decoded;
    }

    private static long Allowed(byte[] bytes) => BytesPerMessage + (BytesPerByte * bytes.Length);

    private static (Answer Decoded, long Allocated) Measure(StructSchema schema, byte[] bytes, ThriftProtocol protocol)
    {
        ReadOnlySequence<byte> sequence = new(bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Answer decoded = Of(bytes, () => Encoding.DecodePart(schema, sequence, protocol, withHeader: true));
        long? end = null;
        long? skipped = null;
        _ = Of(bytes, () => end = Encoding.Scanner(protocol).TryFindEnd(sequence, out long length) ? length : null);
        _ = Of(bytes, () => skipped = Encoding.Skip(sequence, protocol, withHeader: true));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        if (end is not null && skipped is not null)
            end.ShouldBe(skipped, Convert.ToHexStringLower(bytes));
        if (bytes.Length > 0)
        {
            ReadOnlySequence<byte> pieces = Segments.Cut(bytes, bytes.Length / 3, bytes.Length / 2, bytes.Length / 2);
            Of(bytes, () => Encoding.DecodePart(schema, pieces, protocol, withHeader: true)).ShouldBe(decoded, Convert.ToHexStringLower(bytes));
        }

        return (decoded, allocated);
    }

    private static Answer Of(byte[] bytes, Action act)
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
        catch (Exception e)
        {
            throw new InvalidOperationException($"For {Convert.ToHexStringLower(bytes)}", e);
        }
    }
}
