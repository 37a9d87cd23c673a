namespace Thriftscope.Schema;

/// <summary>
/// Numbers and uuids as members of a large set or keys of a large map that a peer has sent. Their own hash codes are plain to see: a peer could
/// choose values that all fall into one bucket, and the time would grow with the square of their number. These depend on a secret of the process.
/// </summary>
internal sealed class SeededComparer<T> : IEqualityComparer<T>
    where T : notnull
{
    // Up to so many values even the worst choice costs little, and .NET's own way is faster.
    private const int SmallCount = 128;

    private static readonly SeededComparer<T> Instance = new();

    /// <summary>How the members or keys that a reader has been told of are compared.</summary>
    /// <param name="schema">Their type.</param>
    /// <param name="count">How many there are to be.</param>
    public static IEqualityComparer<T>? For(TypeSchema<T> schema, int count) => count > SmallCount && IsPlain ? Instance : schema.Comparer;

    // Strings have a secret of their own, and what is compared by content has this one.
    private static bool IsPlain => typeof(T) == typeof(int) || typeof(T) == typeof(long) || typeof(T) == typeof(double) || typeof(T) == typeof(Guid);

    public bool Equals(T? x, T? y) => EqualityComparer<T>.Default.Equals(x, y);

    public int GetHashCode(T obj) => obj switch
    {
        long number => Hash(number),
        // Zero has two forms, and "not a number" many: as keys they are one each.
        double number => Hash(number == 0 || double.IsNaN(number) ? number.GetHashCode() : BitConverter.DoubleToInt64Bits(number)),
        Guid uuid => Hash(uuid),
        _ => HashCode.Combine(obj.GetHashCode()),
    };

    private static int Hash(long number) => HashCode.Combine((int)number, (int)(number >> 32));

    private static int Hash(Guid uuid)
    {
        Span<byte> bytes = stackalloc byte[16];
        _ = uuid.TryWriteBytes(bytes);
        HashCode hash = default;
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }
}
