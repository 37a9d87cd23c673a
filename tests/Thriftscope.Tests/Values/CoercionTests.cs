using System.Collections;
using System.Collections.Immutable;
using Thriftscope.Schema;

namespace Thriftscope.Tests.Values;

/// <summary>What may be given for a value of each type, and what it becomes.</summary>
public class CoercionTests
{
    private static readonly ThriftModule Module = Idl.Load("""
        enum Color { RED = 1, GREEN = 2 }
        struct S {
          1: bool b, 2: i8 i8, 3: i16 i16, 4: i32 i32, 5: i64 i64, 6: double d, 7: string s, 8: binary bytes, 9: uuid id, 10: Color color,
          11: list<i32> ints, 12: set<string> names, 13: map<string, i64> counts, 14: map<i32, list<double>> rows, 15: list<Color> colors, 16: list<string> texts
        }
        """);

    private static readonly Guid Id = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");

    private enum Paint : byte
    {
        Green = 2,
    }

    private enum Huge : long
    {
        Value = 1L << 40,
    }

    public static TheoryData<string, object, object> Accepted => new()
    {
        { "b", true, true },
        { "i8", 127, (sbyte)127 }, { "i8", -128L, (sbyte)-128 }, { "i8", (byte)5, (sbyte)5 }, { "i8", (ulong)5, (sbyte)5 },
        { "i16", (sbyte)-1, (short)-1 }, { "i16", 32767u, (short)32767 }, { "i16", (ushort)1, (short)1 },
        { "i32", (short)7, 7 }, { "i32", int.MinValue, int.MinValue }, { "i32", 2147483647L, int.MaxValue }, { "i32", Paint.Green, 2 },
        { "i64", 7, 7L }, { "i64", (ulong)long.MaxValue, long.MaxValue }, { "i64", long.MinValue, long.MinValue }, { "i64", Huge.Value, 1L << 40 },
        { "d", 1, 1.0 }, { "d", 1.5f, 1.5 }, { "d", 2.5m, 2.5 }, { "d", long.MaxValue, (double)long.MaxValue }, { "d", double.NaN, double.NaN }, { "d", (byte)3, 3.0 },
        { "s", "", "" },
        { "bytes", new ReadOnlyMemory<byte>([1, 2]), new byte[] { 1, 2 } }, { "bytes", new Memory<byte>([1]), new byte[] { 1 } }, { "bytes", new ArraySegment<byte>([1, 2, 3], 1, 1), new byte[] { 2 } },
        { "id", Id, Id }, { "id", Id.ToString("B"), Id },
        { "color", "RED", 1 }, { "color", "Color.GREEN", 2 }, { "color", 2L, 2 }, { "color", Paint.Green, 2 }, { "color", 77, 77 },
        { "ints", new[] { 1, 2 }, new List<int> { 1, 2 } }, { "ints", new object[] { 1, 2L, (byte)3 }, new List<int> { 1, 2, 3 } },
        { "ints", Enumerable.Range(1, 2), new List<int> { 1, 2 } }, { "ints", ImmutableArray.Create(1L), new List<int> { 1 } }, { "ints", new HashSet<short> { 5 }, new List<int> { 5 } },
        { "names", new[] { "a", "b", "a" }, new HashSet<string> { "a", "b" } }, { "names", new HashSet<object> { "a" }, new HashSet<string> { "a" } },
        { "counts", new Dictionary<string, int> { ["a"] = 1 }, new Dictionary<string, long> { ["a"] = 1 } },
        { "counts", new Hashtable { ["a"] = 1 }, new Dictionary<string, long> { ["a"] = 1 } },
        { "counts", new SortedList<string, object> { ["a"] = 1 }, new Dictionary<string, long> { ["a"] = 1 } },
        { "counts", new Dictionary<string, object?> { ["a"] = (short)1 }.ToImmutableDictionary(), new Dictionary<string, long> { ["a"] = 1 } },
        { "counts", new[] { KeyValuePair.Create("a", 1L) }, new Dictionary<string, long> { ["a"] = 1 } },
        { "rows", new Dictionary<long, float[]> { [1] = [0.5f] }, new Dictionary<int, List<double>> { [1] = [0.5] } },
        { "colors", new object[] { "RED", 2, Paint.Green }, new List<int> { 1, 2, 2 } },
    };

    public static TheoryData<string, object, string> Refused => new()
    {
        { "b", 1, "S.b: expected bool, got 1 (Int32)" }, { "b", "true", "S.b: expected bool, got the string \"true\"" },
        { "i8", 128, "S.i8: 128 (Int32) is out of the range of i8" }, { "i8", (byte)200, "S.i8: 200 (Byte) is out of the range of i8" }, { "i8", 'a', "S.i8: expected i8, got" },
        { "i16", -32769, "S.i16: -32769 (Int32) is out of the range of i16" }, { "i16", true, "S.i16: expected i16, got a Boolean" },
        { "i32", 2147483648L, "S.i32: 2147483648 (Int64) is out of the range of i32" }, { "i32", 1.0, "S.i32: expected i32, got 1 (Double)" },
        { "i32", "1", "S.i32: expected i32, got the string \"1\"" }, { "i32", 1m, "S.i32: expected i32, got 1 (Decimal)" }, { "i32", Huge.Value, "S.i32: Value (Huge) is out of the range of i32" },
        { "i64", ulong.MaxValue, "S.i64: 18446744073709551615 (UInt64) is out of the range of i64" },
        { "d", "1.5", "S.d: expected double, got the string \"1.5\"" }, { "d", true, "S.d: expected double, got a Boolean" },
        { "s", 'c', "S.s: expected string, got" }, { "s", 5, "S.s: expected string, got 5 (Int32)" }, { "s", new byte[] { 65 }, "S.s: expected string, got a Byte[]" },
        { "bytes", "text", "S.bytes: expected binary, got the string \"text\"" }, { "bytes", new List<byte> { 1 }, "S.bytes: expected binary, got a List`1" },
        { "id", "no guid", "S.id: expected uuid, got the string \"no guid\"" }, { "id", new byte[16], "S.id: expected uuid, got a Byte[]" },
        { "color", "BLUE", "S.color: Color has no member \"BLUE\"; it has RED, GREEN" }, { "color", "red", "S.color: Color has no member \"red\"" }, { "color", 1.0, "S.color: expected Color, got 1 (Double)" },
        { "ints", 5, "S.ints: expected list<i32>, got 5 (Int32)" }, { "ints", "12", "S.ints: expected list<i32>, got the string \"12\"" },
        { "ints", new object?[] { 1, null }, "S.ints[1]: expected i32, got null" }, { "ints", new Dictionary<int, int>(), "S.ints: expected list<i32>, got a Dictionary`2" },
        { "ints", new byte[] { 1 }, "S.ints: expected list<i32>, got a Byte[]" },
        { "names", new[] { "a", null }, "S.names[1]: expected string, got null" },
        { "texts", new List<string?> { "a", null }, "S.texts[1]: expected string, got null" },
        { "counts", new[] { 1 }, "S.counts: expected map<string,i64>, got a Int32[]" }, { "counts", new Dictionary<int, long> { [5] = 1 }, "S.counts[5]: expected string, got 5 (Int32)" },
        { "counts", new Dictionary<string, object?> { ["a"] = null }, "S.counts[a]: expected i64, got null" },
        { "rows", new Dictionary<int, object[]> { [3] = [1.0, "x"] }, "S.rows[3][1]: expected double, got the string \"x\"" },
        { "s", new StringWriter(), "S.s: expected string, got a StringWriter" },
    };

    [Theory]
    [MemberData(nameof(Accepted), DisableDiscoveryEnumeration = true)]
    public void A_value_that_fits_is_converted(string field, object given, object expected)
    {
        ThriftStruct s = Module.NewStruct("S");
        s[field] = given;

        object value = s[field]!;
        value.GetType().ShouldBe(expected.GetType());
        Content.AreEqual(value, expected).ShouldBeTrue();
        Encoding.Decode(s.Schema, Encoding.Encode(s)).Equals(s).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void A_value_that_does_not_fit_is_refused_with_its_path(string field, object given, string message) =>
        Should.Throw<ThriftValueException>(() => Module.NewStruct("S")[field] = given).Message.ShouldStartWith(message);

    [Fact]
    public void A_long_text_is_not_repeated_in_the_error() =>
        Should.Throw<ThriftValueException>(() => Module.NewStruct("S")["i32"] = new string('x', 1_000_000))
            .Message.ShouldBe("S.i32: expected i32, got a string of 1000000 characters");
}
