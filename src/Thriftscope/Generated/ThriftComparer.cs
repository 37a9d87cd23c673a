using System.Collections;
using System.Runtime.CompilerServices;
using Thriftscope.Schema;

namespace Thriftscope.Generated;

/// <summary>Compares values of generated types by their content.</summary>
public static class ThriftComparer
{
    /// <summary>
    /// How the members of a set, or the keys of a map, are compared: collections and bytes by their content, and numbers that a peer may have
    /// chosen by a secret; <see langword="null"/> for what .NET compares so by itself.
    /// </summary>
    /// <typeparam name="T">The type of the members or keys.</typeparam>
    public static IEqualityComparer<T>? For<T>()
        where T : notnull => Comparers<T>.Instance;

    /// <summary>Whether two values are equal: collections and bytes by their content.</summary>
    public static bool AreEqual<T>(T a, T b)
    {
        EnsureStack<T>();
        return IsCompared(a) ? Content.AreEqual(a, b) : EqualityComparer<T>.Default.Equals(a, b);
    }

    /// <summary>The hash code that belongs to <see cref="AreEqual"/>.</summary>
    public static int HashOf<T>(T value)
    {
        EnsureStack<T>();
        if (IsCompared(value))
            return Content.Hash(value);
        // A peer may have chosen them, in structs that are members or keys.
        return value switch
        {
            null => 0,
            long number => SeededHash.Of(number),
            double number => SeededHash.Of(number),
            Guid uuid => SeededHash.Of(uuid),
            _ => value.GetHashCode(),
        };
    }

    // What .NET compares by reference. Exceptions too, which may be fields as any struct may.
    private static bool IsCompared<T>(T value) => value is (IEnumerable and not string) or ThriftDeclaredException;

    // A struct that contains itself ends in an exception, and not in the end of the process.
    private static void EnsureStack<T>()
    {
        if (!typeof(T).IsValueType && typeof(T) != typeof(string))
            RuntimeHelpers.EnsureSufficientExecutionStack();
    }

    private static class Comparers<T>
        where T : notnull
    {
        public static readonly IEqualityComparer<T>? Instance =
            typeof(T).IsEnum || typeof(T) == typeof(int) || typeof(T) == typeof(long) || typeof(T) == typeof(double) || typeof(T) == typeof(Guid) ? SeededComparer<T>.Always
            : typeof(IEnumerable).IsAssignableFrom(typeof(T)) && typeof(T) != typeof(string) ? ContentComparer<T>.Instance
            : typeof(ThriftDeclaredException).IsAssignableFrom(typeof(T)) ? ContentComparer<T>.Instance
            : null;
    }
}
