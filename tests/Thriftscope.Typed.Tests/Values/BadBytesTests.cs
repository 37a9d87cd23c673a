using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Thriftscope.Schema;
using Thriftscope.Tests;
using Thriftscope.Tests.Random;
using Thriftscope.Tests.Transports;
using Thriftscope.Tests.Wire;
using Thriftscope.Typed.Tests.Elsewhere;
using Thriftscope.Typed.Tests.Idl;
using Thriftscope.Wire;

namespace Thriftscope.Typed.Tests.Values;

/// <summary>
/// Bytes that are broken in every way: the typed side reads what the dynamic side reads, refuses what that refuses, for the same reason, and takes
/// no longer and no more memory than the bytes can justify. THRIFTSCOPE_FUZZ_INPUTS says how many inputs each protocol gets.
/// </summary>
public sealed class BadBytesTests
{
    private const long BytesPerByte = 512;
    private const long BytesPerValue = 32 * 1024;

    private static readonly IReadOnlyList<(TypedType Type, ThriftStruct Value)> Cases =
    [
        .. TypedType.All.SelectMany((type, i) => RandomValue.Struct(type.Schema, 3).Where(v => ThriftSerializer.Serialize(v).Length < 1500).Sample(8, new Rnd((ulong)(19 + i)), 20).Select(v => (type, v))),
    ];

    public static TheoryData<ThriftProtocol> Protocols => [.. Enum.GetValues<ThriftProtocol>()];

    [Theory]
    [MemberData(nameof(Protocols))]
    public void They_may_be_damaged_anywhere(ThriftProtocol protocol)
    {
        byte[][] values = Values(protocol);
        bool isText = protocol is ThriftProtocol.Json or ThriftProtocol.ThriftPyJson;
        for (int i = 0; i < Fuzz.Inputs; i++)
        {
            int at = i % values.Length;
            byte[] damaged = new Mutations(i, isText).Damage(values[at], values[(at + (i / values.Length)) % values.Length]);
            // Nothing but its length would be wrong with most of them.
            if (protocol == ThriftProtocol.ThriftPyJson && damaged.Length >= 4 && i % 8 != 0)
                BinaryPrimitives.WriteInt32BigEndian(damaged, damaged.Length - 4);
            Check(Cases[at].Type, damaged, protocol);
        }
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void They_may_end_anywhere(ThriftProtocol protocol)
    {
        byte[][] values = Values(protocol);
        for (int i = 0; i < values.Length; i++)
        {
            for (int length = 0; length < values[i].Length; length += 1 + (values[i].Length / 100))
                Check(Cases[i].Type, values[i][..length], protocol).ShouldNotBeNull($"{length} of {values[i].Length} bytes");
        }
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void They_may_never_have_been_a_value(ThriftProtocol protocol)
    {
        Mutations mutations = new(17);
        for (int i = 0; i < Math.Min(Fuzz.Inputs, 20_000); i++)
            Check(Cases[i % Cases.Count].Type, mutations.Noise(200), protocol);
    }

    [Theory]
    [InlineData("reason, which is required", "Refused", "00", ThriftProtocolError.MissingField)]
    [InlineData("a required field of another type", "Refused", "08000100000001" + "00", ThriftProtocolError.MissingField)]
    [InlineData("a list of other elements", "Lists", "0f0001" + "03" + "00000001" + "01" + "00", ThriftProtocolError.InvalidData)]
    [InlineData("a set of other members", "Sets", "0e0004" + "0a" + "00000001" + "0000000000000001" + "00", ThriftProtocolError.InvalidData)]
    [InlineData("a map of other keys", "Maps", "0d0002" + "0806" + "00000001" + "000000010001" + "00", ThriftProtocolError.InvalidData)]
    [InlineData("a map of other values", "Maps", "0d0002" + "0308" + "00000001" + "0100000001" + "00", ThriftProtocolError.InvalidData)]
    [InlineData("a negative size", "Lists", "0f0001" + "02" + "ffffffff" + "00", ThriftProtocolError.NegativeSize)]
    [InlineData("more elements than bytes", "Lists", "0f0001" + "02" + "7fffffff" + "00", ThriftProtocolError.Truncated)]
    public void What_does_not_fit_is_told_as_the_dynamic_side_tells_it(string what, string type, string hex, ThriftProtocolError error)
    {
        TypedType read = TypedType.All.Single(t => t.Schema.Name == type);
        byte[] bytes = Convert.FromHexString(hex);

        Should.Throw<ThriftProtocolException>(() => read.Read(bytes, ThriftProtocol.Binary), what).Error.ShouldBe(error);
        Should.Throw<ThriftProtocolException>(() => ThriftSerializer.Deserialize(read.Schema, bytes)).Error.ShouldBe(error);
    }

    [Fact]
    public void An_empty_collection_may_name_any_type()
    {
        ThriftSerializer.Deserialize<Lists>(Convert.FromHexString("0f00010300000000" + "00")).Flags.ShouldBeEmpty();
        ThriftSerializer.Deserialize<Maps>(Convert.FromHexString("0d0002000000000000" + "00")).Tinies.ShouldBeEmpty();
    }

    [Fact]
    public void A_union_that_comes_with_two_fields_has_the_last_and_one_that_comes_with_none_can_not_be_written()
    {
        ThriftSerializer.Deserialize<Forest>(Convert.FromHexString("08000100000007" + "0f00020c00000000" + "00")).ShouldBe(Forest.OfTrees([]));

        Forest none = ThriftSerializer.Deserialize<Forest>(Convert.FromHexString("00"));
        Should.Throw<ThriftValueException>(() => ThriftSerializer.Serialize(none)).Message.ShouldContain("has 0");
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void What_is_nested_too_deep_is_refused_when_it_is_read_and_when_it_is_written(ThriftProtocol protocol)
    {
        Forest forest = Deep(64);
        ThriftSerializer.Deserialize<Forest>(ThriftSerializer.Serialize(forest, protocol), protocol).ShouldBe(forest);
        Should.Throw<ThriftProtocolException>(() => ThriftSerializer.Serialize(Deep(65), protocol)).Error.ShouldBe(ThriftProtocolError.DepthLimit);

        ArrayBufferWriter<byte> deeper = new();
        ThriftSerializer.Serialize(deeper, Deep(65), protocol, new ThriftLimits { MaxDepth = 100 });
        Check(TypedType.Of<Forest>(), deeper.WrittenSpan.ToArray(), protocol).ShouldBe(ThriftProtocolError.DepthLimit);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void A_number_that_the_enum_does_not_have_stays_what_it_is(ThriftProtocol protocol)
    {
        Point point = new() { X = 1, Y = 2, Side = (Side)77 };

        ThriftSerializer.Deserialize<Point>(ThriftSerializer.Serialize(point, protocol), protocol).ShouldBe(point);
        ThriftSerializer.Deserialize(Point.Schema, ThriftSerializer.Serialize(point, protocol), protocol)["side"].ShouldBe(77);
    }

    private static Forest Deep(int levels) => levels == 1 ? Forest.OfCount(1) : Forest.OfInner(Deep(levels - 1));

    private static byte[][] Values(ThriftProtocol protocol) => [.. Cases.Select(c => ThriftSerializer.Serialize(c.Value, protocol))];

    /// <returns>Why both sides refuse the bytes; <see langword="null"/> when both read the same.</returns>
    private static ThriftProtocolError? Check(TypedType type, byte[] bytes, ThriftProtocol protocol)
    {
        string what = $"{type} {protocol} {Convert.ToHexStringLower(bytes)}";
        long started = Stopwatch.GetTimestamp();
        (object? typed, ThriftProtocolError? error, long allocated) = Try(() => type.Read(bytes, protocol), what);
        // What the runtime takes for itself now and then, it does not take twice for the same bytes.
        if (allocated > BytesPerValue + (BytesPerByte * bytes.Length))
            (typed, error, allocated) = Try(() => type.Read(bytes, protocol), what);
        allocated.ShouldBeLessThanOrEqualTo(BytesPerValue + (BytesPerByte * bytes.Length), what);
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(5), what);

        (object? read, ThriftProtocolError? expected, _) = Try(() => ThriftSerializer.Deserialize(type.Schema, bytes, protocol), what);
        error.ShouldBe(expected, what);
        if (bytes.Length > 0)
            Try(() => type.Read(Segments.Cut(bytes, bytes.Length / 3, bytes.Length / 2, bytes.Length / 2), protocol), what).Error.ShouldBe(expected, what);
        if (typed is not null && IsWritable((ThriftStruct)read!))
            Convert.ToHexStringLower(type.Write(typed, ThriftProtocol.Binary)).ShouldBe(Convert.ToHexStringLower(ThriftSerializer.Serialize(Completed.Of((ThriftStruct)read!))), what);
        return error;
    }

    // A union that came with nothing, or with several fields, of which a typed one keeps the last, is no value to be written again.
    private static bool IsWritable(ThriftStruct value)
    {
        try
        {
            _ = ThriftSerializer.Serialize(value);
            return true;
        }
        catch (ThriftValueException)
        {
            return false;
        }
    }

    private static (object? Value, ThriftProtocolError? Error, long Allocated) Try(Func<object> read, string what)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            object value = read();
            return (value, null, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        catch (ThriftProtocolException e)
        {
            return (null, e.Error, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"For {what}", e);
        }
    }
}
