using System.Globalization;

namespace Thriftscope.StatsD.Lines;

/// <summary>
/// Numbers as every daemon reads them: decimal digits, a point, no exponent. statsd reads <c>@1E-05</c> as a rate of 1, and smaller
/// daemons read nothing but digits.
/// </summary>
internal static class Number
{
    /// <summary>The most bytes that a number takes: the largest double, with its sign.</summary>
    public const int MaxLength = 310;

    /// <summary>What is smaller is sent as 0.</summary>
    public const double Smallest = 1e-20;

    // 20 digits after the point, as many as there have to be.
    private const string Small = "0.####################";

    public static int Write(double value, Span<byte> destination)
    {
        // The shortest text that reads back as the same value, unless that has an exponent.
        double magnitude = Math.Abs(value);
        if (magnitude < Smallest)
            return Write(0L, destination);
        string format = magnitude is >= 1e-4 and < 1e15 ? "R" : magnitude < 1 ? Small : "F0";
        _ = value.TryFormat(destination, out int written, format, CultureInfo.InvariantCulture);
        return written;
    }

    public static int Write(long value, Span<byte> destination)
    {
        _ = value.TryFormat(destination, out int written, default, CultureInfo.InvariantCulture);
        return written;
    }
}
