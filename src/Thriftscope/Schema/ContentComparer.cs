using System.Collections;

namespace Thriftscope.Schema;

/// <summary>Compares Thrift values by content: lists by order, sets and maps without, bytes one by one.</summary>
internal static class Content
{
    public static bool AreEqual(object? a, object? b)
    {
        if (ReferenceEquals(a, b))
            return true;
        return (a, b) switch
        {
            (byte[] x, byte[] y) => x.AsSpan().SequenceEqual(y),
            (IDictionary x, IDictionary y) => EqualMaps(x, y),
            (IList x, IList y) => EqualLists(x, y),
            (ThriftDeclaredException x, ThriftDeclaredException y) => x.Value.Equals(y.Value),
            (IEnumerable x, IEnumerable y) when a is not string && b is not string => EqualSets(x, y),
            _ => a is not null && a.Equals(b),
        };
    }

    public static int Hash(object? value)
    {
        switch (value)
        {
            case null:
                return 0;
            case string or ThriftStruct:
                return value.GetHashCode();
            case ThriftDeclaredException exception:
                return exception.Value.GetHashCode();
            case byte[] bytes:
                HashCode ofBytes = default;
                ofBytes.AddBytes(bytes);
                return ofBytes.ToHashCode();
            case IDictionary map:
                int ofMap = map.Count;
                foreach (DictionaryEntry entry in map)
                    ofMap ^= HashCode.Combine(Hash(entry.Key), Hash(entry.Value));
                return ofMap;
            case IList list:
                HashCode ofList = default;
                foreach (object? item in list)
                    ofList.Add(Hash(item));
                return ofList.ToHashCode();
            case IEnumerable set:
                int ofSet = 0;
                foreach (object? item in set)
                    ofSet ^= HashCode.Combine(Hash(item));
                return ofSet;
            case int number:
                return SeededHash.Of(number);
            case long number:
                return SeededHash.Of(number);
            case double number:
                return SeededHash.Of(number);
            case Guid uuid:
                return SeededHash.Of(uuid);
            case Enum member:
                return SeededHash.Of(member.GetHashCode());
            default:
                return value.GetHashCode();
        }
    }

    /// <summary>The entries of any dictionary. LINQ's Cast would take a generic dictionary for what else it enumerates.</summary>
    public static IEnumerable<DictionaryEntry> Entries(IDictionary map)
    {
        foreach (DictionaryEntry entry in map)
            yield return entry;
    }

    private static bool EqualLists(IList a, IList b)
    {
        if (a.Count != b.Count)
            return false;
        for (int i = 0; i < a.Count; i++)
        {
            if (!AreEqual(a[i], b[i]))
                return false;
        }

        return true;
    }

    private static bool EqualMaps(IDictionary a, IDictionary b)
    {
        if (a.Count != b.Count)
            return false;
        foreach (DictionaryEntry entry in a)
        {
            // The dictionary's own comparer finds the key by content.
            if (!b.Contains(entry.Key) || !AreEqual(entry.Value, b[entry.Key]))
                return false;
        }

        return true;
    }

    private static bool EqualSets(IEnumerable a, IEnumerable b)
    {
        HashSet<object> left = new(a.Cast<object>(), ContentComparer<object>.Instance);
        return left.SetEquals(b.Cast<object>());
    }
}

/// <summary><see cref="Content"/> as the comparer of a set or a dictionary.</summary>
internal sealed class ContentComparer<T> : IEqualityComparer<T>
{
    public static readonly ContentComparer<T> Instance = new();

    public bool Equals(T? x, T? y) => Content.AreEqual(x, y);

    public int GetHashCode(T obj) => Content.Hash(obj);
}
