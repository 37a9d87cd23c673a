using System.Buffers;
using Thriftscope.Schema;

namespace Thriftscope.Tests.Values;

/// <summary>
/// Members and keys that a peer has chosen so that .NET's own hash codes put them all into one bucket: with those, reading them would take
/// a time that grows with the square of their number.
/// </summary>
public class CollisionTests
{
    private const int Count = 1000;

    private static readonly ThriftModule Module = Idl.Load("""
        struct S {
          1: map<i32, bool> ints, 2: map<i64, bool> longs, 3: map<double, bool> doubles, 4: map<uuid, bool> uuids,
          5: set<i64> members, 6: map<set<i64>, bool> sets, 7: map<i64, i32> numbers, 8: map<i64, string> texts
        }
        struct Key { 1: double number, 2: uuid id }
        """);

    private static readonly StructSchema Schema = Module.Struct("S");

    [Fact]
    public void Keys_that_are_read_are_spread_by_a_secret()
    {
        ThriftStruct given = new(Schema)
        {
            ["ints"] = Enumerable.Range(1, Count).ToDictionary(i => i * 2_000_003, _ => true),
            ["longs"] = Colliding.ToDictionary(l => l, _ => true),
            ["doubles"] = Colliding.ToDictionary(BitConverter.Int64BitsToDouble, _ => true),
            ["uuids"] = Colliding.ToDictionary(UuidOf, _ => true),
            ["members"] = Colliding.ToHashSet(),
        };

        ThriftStruct read = Encoding.Decode(Schema, new ReadOnlySequence<byte>(Encoding.Encode(given)));

        Spread((Dictionary<int, bool>)read["ints"]!).ShouldBeGreaterThan(Count * 9 / 10);
        ((Dictionary<int, bool>)read["ints"]!).Keys.Count(k => k.GetHashCode() == ((Dictionary<int, bool>)read["ints"]!).Comparer.GetHashCode(k)).ShouldBeLessThan(10);
        Spread((Dictionary<long, bool>)read["longs"]!).ShouldBeGreaterThan(Count * 9 / 10);
        Spread((Dictionary<double, bool>)read["doubles"]!).ShouldBeGreaterThan(Count * 9 / 10);
        Spread((Dictionary<Guid, bool>)read["uuids"]!).ShouldBeGreaterThan(Count * 9 / 10);
        HashSet<long> members = (HashSet<long>)read["members"]!;
        members.Select(members.Comparer.GetHashCode).Distinct().Count().ShouldBeGreaterThan(Count * 9 / 10);
        read.ShouldBe(given);
    }

    [Fact]
    public void Sets_as_keys_are_spread_too()
    {
        // Whatever x is, the numbers of each of them have the same exclusive or.
        List<HashSet<long>> sets = [.. Enumerable.Range(1, Count).Select(i => new HashSet<long> { 2L * i, (2L * i) ^ 1, 0 })];

        sets.Select(s => ContentComparer<HashSet<long>>.Instance.GetHashCode(s)).Distinct().Count().ShouldBeGreaterThan(Count * 9 / 10);
    }

    [Fact]
    public void What_lists_and_structs_as_keys_contain_is_spread_too()
    {
        StructSchema key = Module.Struct("Key");

        Spread(Colliding.Select(l => new List<double> { BitConverter.Int64BitsToDouble(l) })).ShouldBeGreaterThan(Count * 9 / 10);
        Spread(Colliding.Select(l => new List<Guid> { UuidOf(l) })).ShouldBeGreaterThan(Count * 9 / 10);
        Spread(Colliding.Select(l => new ThriftStruct(key) { ["number"] = BitConverter.Int64BitsToDouble(l) })).ShouldBeGreaterThan(Count * 9 / 10);
        Spread(Colliding.Select(l => new ThriftStruct(key) { ["id"] = UuidOf(l) })).ShouldBeGreaterThan(Count * 9 / 10);
    }

    [Fact]
    public void Members_of_sets_that_are_compared_are_spread_too() =>
        Enumerable.Range(1, Count).Count(i => ContentComparer<object>.Instance.GetHashCode(i) == i).ShouldBeLessThan(10);

    [Fact]
    public void Keys_that_are_given_on_are_spread_too()
    {
        // As a handler does that returns what it was sent.
        ThriftStruct given = new(Schema)
        {
            ["members"] = Colliding.ToList(),
            ["texts"] = Colliding.ToDictionary(l => l, _ => "text"),
        };

        HashSet<long> members = (HashSet<long>)given["members"]!;
        Dictionary<long, string> texts = (Dictionary<long, string>)given["texts"]!;
        members.Select(members.Comparer.GetHashCode).Distinct().Count().ShouldBeGreaterThan(Count * 9 / 10);
        texts.Keys.Select(texts.Comparer.GetHashCode).Distinct().Count().ShouldBeGreaterThan(Count * 9 / 10);
    }

    [Fact]
    public void Keys_of_a_users_own_collections_are_spread_too()
    {
        ThriftStruct given = new(Schema) { ["numbers"] = Colliding.ToDictionary(l => l, _ => 1), ["members"] = Colliding.ToHashSet() };

        Dictionary<long, long> numbers = given.Get<Dictionary<long, long>>("numbers")!;
        HashSet<ulong> members = given.Get<HashSet<ulong>>("members")!;

        numbers.Keys.Select(numbers.Comparer.GetHashCode).Distinct().Count().ShouldBeGreaterThan(Count * 9 / 10);
        members.Select(members.Comparer.GetHashCode).Distinct().Count().ShouldBeGreaterThan(Count * 9 / 10);
    }

    [Fact]
    public void The_forms_of_zero_and_of_no_number_are_one_key_each()
    {
        SeededComparer<double> comparer = (SeededComparer<double>)SeededComparer<double>.For(new DoubleSchema(), Count)!;

        foreach ((double a, double b) in new[] { (0.0, -0.0), (double.NaN, BitConverter.Int64BitsToDouble(0x7FF8000000000001)) })
        {
            comparer.Equals(a, b).ShouldBeTrue();
            comparer.GetHashCode(a).ShouldBe(comparer.GetHashCode(b));
            Content.Hash(a).ShouldBe(Content.Hash(b));
        }
    }

    // The hash code of a long is the exclusive or of its halves: 0 for all of these. As a double it has no other.
    private static IEnumerable<long> Colliding => Enumerable.Range(1, Count).Select(i => ((long)i << 32) | (uint)i);

    private static Guid UuidOf(long number)
    {
        byte[] bytes = new byte[16];
        BitConverter.TryWriteBytes(bytes, number);
        BitConverter.TryWriteBytes(bytes.AsSpan(8), number);
        return new Guid(bytes);
    }

    private static int Spread<T>(IEnumerable<T> values) => values.Select(v => ContentComparer<T>.Instance.GetHashCode(v!)).Distinct().Count();

    private static int Spread<T>(Dictionary<T, bool> map)
        where T : notnull => map.Keys.Select(map.Comparer.GetHashCode).Distinct().Count();
}
