namespace Thriftscope.Schema;

/// <summary>
/// Hash codes of numbers and uuids that a peer may have sent. Their own are plain to see: a peer could choose values that all fall into one
/// bucket, and the time would grow with the square of their number. These depend on the secret of <see cref="HashCode"/>, with all bits.
/// </summary>
internal static class SeededHash
{
    public static int Of(int number) => HashCode.Combine(number);

    public static int Of(long number) => HashCode.Combine((int)number, (int)(number >> 32));

    // Zero has two forms, and "not a number" many: as keys they are one each.
    public static int Of(double number) =>
        Of(number == 0 || double.IsNaN(number) ? number.GetHashCode() : BitConverter.DoubleToInt64Bits(number));

    public static int Of(Guid uuid)
    {
        Span<byte> bytes = stackalloc byte[16];
        _ = uuid.TryWriteBytes(bytes);
        HashCode hash = default;
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }
}
