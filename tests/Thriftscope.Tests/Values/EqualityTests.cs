namespace Thriftscope.Tests.Values;

/// <summary>Structs are equal when their contents are.</summary>
public class EqualityTests
{
    private static readonly ThriftModule Module = Idl.Load("""
        struct Key { 1: list<i32> parts, 2: binary bytes }
        struct S {
          1: i32 i, 2: double d, 3: binary bytes, 4: list<list<string>> rows, 5: set<binary> blobs, 6: map<Key, set<i32>> byKey,
          7: set<list<i32>> paths, 8: map<binary, string> byBytes, 9: set<Key> keys, 10: list<double> doubles, 11: bool b
        }
        """);

    public static TheoryData<string, Func<object>> Values => new()
    {
        { "i", () => 7 },
        { "d", () => double.NaN },
        { "bytes", () => new byte[] { 1, 2 } },
        { "rows", () => new[] { new[] { "a", "b" }, [] } },
        { "blobs", () => new[] { new byte[] { 1 }, [2] } },
        { "byKey", () => new Dictionary<ThriftStruct, int[]> { [Key(1, 2)] = [1, 2], [Key()] = [] } },
        { "paths", () => new[] { new[] { 1, 2 }, [3] } },
        { "byBytes", () => new Dictionary<byte[], string> { [[1, 2]] = "x" } },
        { "keys", () => new[] { Key(1), Key(2) } },
        { "doubles", () => new[] { double.NaN, 0.0 } },
    };

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void Equal_contents_are_equal_and_have_one_hash_code(string field, Func<object> value)
    {
        ThriftStruct a = Module.NewStruct("S");
        ThriftStruct b = Module.NewStruct("S");
        a[field] = value();
        b[field] = value();

        a.Equals(b).ShouldBeTrue();
        a.Equals((object)b).ShouldBeTrue();
        a.GetHashCode().ShouldBe(b.GetHashCode());
        new HashSet<ThriftStruct> { a }.Contains(b).ShouldBeTrue();
        b[field] = null;
        a.Equals(b).ShouldBeFalse();
        b.Equals(a).ShouldBeFalse();
    }

    [Theory]
    [InlineData("i", 0, null)]
    [InlineData("b", false, null)]
    [InlineData("d", 1.0, 2.0)]
    public void Different_contents_are_not(string field, object? one, object? other)
    {
        ThriftStruct a = Module.NewStruct("S");
        ThriftStruct b = Module.NewStruct("S");
        a[field] = one;
        b[field] = other;

        a.Equals(b).ShouldBeFalse();
    }

    [Fact]
    public void Order_counts_in_lists_and_in_nothing_else()
    {
        Equal("rows", new[] { new[] { "a", "b" } }, new[] { new[] { "b", "a" } }).ShouldBeFalse();
        Equal("paths", new[] { new[] { 1, 2 }, [3] }, new[] { new[] { 3 }, [1, 2] }).ShouldBeTrue();
        Equal("paths", new[] { new[] { 1, 2 } }, new[] { new[] { 2, 1 } }).ShouldBeFalse();
        Equal("blobs", new[] { new byte[] { 1 }, [2] }, new[] { new byte[] { 2 }, [1] }).ShouldBeTrue();
        Equal("byKey", Map(Key(1), Key(2)), Map(Key(2), Key(1))).ShouldBeTrue();
        Equal("byKey", Map(Key(1), Key(2)), Map(Key(1), Key(3))).ShouldBeFalse();
    }

    [Fact]
    public void Sets_and_maps_hold_equal_contents_once()
    {
        ThriftStruct s = Module.NewStruct("S");
        s["blobs"] = new[] { new byte[] { 1 }, [1] };
        s["keys"] = new[] { Key(1), Key(1), Key(2) };
        s["paths"] = new List<int[]> { new[] { 1 }, new[] { 1 } };

        ThriftStruct read = Encoding.Decode(s.Schema, Encoding.Encode(s));

        (((HashSet<byte[]>)read["blobs"]!).Count, ((HashSet<ThriftStruct>)read["keys"]!).Count, ((HashSet<List<int>>)read["paths"]!).Count).ShouldBe((1, 2, 1));
        ((HashSet<byte[]>)read["blobs"]!).Contains([1]).ShouldBeTrue();
        ((HashSet<ThriftStruct>)read["keys"]!).Contains(Key(2)).ShouldBeTrue();
    }

    [Fact]
    public void Zero_and_negative_zero_are_equal_alone_as_they_are_in_a_list()
    {
        Equal("doubles", new[] { 0.0 }, new[] { -0.0 }).ShouldBeTrue();
        Equal("d", 0.0, -0.0).ShouldBeTrue();
        Equal("d", double.NaN, BitConverter.Int64BitsToDouble(0x7FF8000000000001)).ShouldBeTrue();
    }

    private static bool Equal(string field, object one, object other)
    {
        ThriftStruct a = Module.NewStruct("S");
        ThriftStruct b = Module.NewStruct("S");
        a[field] = one;
        b[field] = other;
        bool equal = a.Equals(b);
        if (equal)
            a.GetHashCode().ShouldBe(b.GetHashCode());
        return equal;
    }

    private static Dictionary<ThriftStruct, int[]> Map(params ThriftStruct[] keys) => keys.ToDictionary(k => k, _ => new[] { 1 });

    private static ThriftStruct Key(params int[] parts) => Module.NewStruct("Key", new { parts, bytes = new byte[] { 9 } });
}
