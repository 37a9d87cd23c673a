using System.Buffers.Text;
using System.Globalization;

namespace Thriftscope.Wire;

/// <summary>
/// Doubles as Python's <c>repr</c> writes them, and so its <c>json</c>: the fewest digits that read back as the same number, always
/// with a point or an exponent. Only the form differs from .NET's.
/// </summary>
internal static class PythonDouble
{
    /// <summary>The most bytes: sign, 17 digits, point and up to four zeros, or an exponent.</summary>
    public const int MaxLength = 32;

    // With decimal exponents from here on to the other bound, there is no exponent in the text.
    private const int MinFixed = -4;
    private const int MaxFixed = 16;

    /// <summary>Writes a number.</summary>
    /// <returns>The bytes written.</returns>
    public static int Write(double value, Span<byte> target)
    {
        if (!double.IsFinite(value))
        {
            ReadOnlySpan<byte> word = double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8;
            word.CopyTo(target);
            return word.Length;
        }

        Span<byte> text = stackalloc byte[MaxLength];
        _ = value.TryFormat(text, out int length, default, CultureInfo.InvariantCulture);
        Span<byte> digits = stackalloc byte[MaxLength];
        int count = Digits(text[..length], digits, out int exponent);
        int start = 0;
        if (double.IsNegative(value))
            target[start++] = (byte)'-';
        return start + (exponent is >= MinFixed and < MaxFixed
            ? WriteFixed(digits[..count], exponent, target[start..])
            : WriteExponent(digits[..count], exponent, target[start..]));
    }

    // The digits without sign, point and outer zeros, and the power of ten of the first.
    private static int Digits(ReadOnlySpan<byte> text, Span<byte> digits, out int exponent)
    {
        text = text.TrimStart((byte)'-');
        int mark = text.IndexOf((byte)'E');
        exponent = 0;
        if (mark >= 0)
        {
            _ = Utf8Parser.TryParse(text[(mark + 1)..], out exponent, out _);
            text = text[..mark];
        }

        int point = text.IndexOf((byte)'.');
        exponent += (point < 0 ? text.Length : point) - 1;
        int count = 0;
        foreach (byte digit in text)
        {
            if (digit == '.')
                continue;
            if (count == 0 && digit == '0')
            {
                exponent--;
                continue;
            }

            digits[count++] = digit;
        }

        if (count == 0)
        {
            exponent = 0;
            digits[count++] = (byte)'0';
        }

        return Math.Max(digits[..count].TrimEnd((byte)'0').Length, 1);
    }

    private static int WriteFixed(ReadOnlySpan<byte> digits, int exponent, Span<byte> target)
    {
        int length = 0;
        for (int place = Math.Max(exponent, 0); place >= Math.Min(exponent - digits.Length + 1, -1); place--)
        {
            if (place == -1)
                target[length++] = (byte)'.';
            int index = exponent - place;
            target[length++] = index >= 0 && index < digits.Length ? digits[index] : (byte)'0';
        }

        return length;
    }

    private static int WriteExponent(ReadOnlySpan<byte> digits, int exponent, Span<byte> target)
    {
        int length = 0;
        target[length++] = digits[0];
        if (digits.Length > 1)
        {
            target[length++] = (byte)'.';
            digits[1..].CopyTo(target[length..]);
            length += digits.Length - 1;
        }

        target[length++] = (byte)'e';
        target[length++] = exponent < 0 ? (byte)'-' : (byte)'+';
        int size = Math.Abs(exponent);
        if (size < 10)
            target[length++] = (byte)'0';
        _ = Utf8Formatter.TryFormat(size, target[length..], out int written);
        return length + written;
    }
}
