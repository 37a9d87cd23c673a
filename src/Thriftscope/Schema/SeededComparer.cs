using System.Diagnostics.CodeAnalysis;

namespace Thriftscope.Schema;

/// <summary>Numbers and uuids as members of a large set or keys of a large map that a peer has sent, with their <see cref="SeededHash"/>.</summary>
internal sealed class SeededComparer<T> : IEqualityComparer<T>
    where T : notnull
{
    private static readonly SeededComparer<T> Instance = new();

    /// <summary>For any number of members or keys.</summary>
    public static IEqualityComparer<T> Always => Instance;

    /// <summary>How members or keys are compared.</summary>
    /// <param name="schema">Their type.</param>
    /// <param name="count">How many there are to be.</param>
    public static IEqualityComparer<T>? For(TypeSchema<T> schema, int count) => count > SeededComparer.SmallCount && IsPlain ? Instance : schema.Comparer;

    // Strings have a secret of their own, and what is compared by content has this one.
    private static bool IsPlain => typeof(T) == typeof(int) || typeof(T) == typeof(long) || typeof(T) == typeof(double) || typeof(T) == typeof(Guid);

    public bool Equals(T? x, T? y) => EqualityComparer<T>.Default.Equals(x, y);

    public int GetHashCode(T obj) => obj switch
    {
        long number => SeededHash.Of(number),
        ulong number => SeededHash.Of((long)number),
        double number => SeededHash.Of(number),
        Guid uuid => SeededHash.Of(uuid),
        _ => SeededHash.Of(obj.GetHashCode()),
    };
}

/// <summary>The same for the collections of a user's own types that are made of a peer's.</summary>
internal static class SeededComparer
{
    // Up to so many values even the worst choice costs little, and .NET's own way is faster.
    public const int SmallCount = 128;

    /// <summary>How members or keys are compared; <see langword="null"/> for .NET's own way.</summary>
    /// <param name="type">Their type.</param>
    /// <param name="count">How many there are to be.</param>
    [RequiresDynamicCode(ReflectionSupport.Reason)]
    public static object? For(Type type, int count) =>
        count > SmallCount && type.IsValueType ? Activator.CreateInstance(typeof(SeededComparer<>).MakeGenericType(type)) : null;
}
