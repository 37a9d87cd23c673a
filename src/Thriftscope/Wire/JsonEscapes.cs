using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Thriftscope.Wire;

/// <summary>The escapes of JSON strings.</summary>
internal static class JsonEscapes
{
    private const int EscapedUnit = 6;

    /// <summary>
    /// Undoes escapes. Two escaped surrogates are one character; a lone one is an error, as it is for Apache's C#, Java and C++.
    /// </summary>
    /// <param name="raw">What stands between the quotes.</param>
    /// <param name="plain">Takes the UTF-8, which is never longer.</param>
    /// <param name="offset">Where it stands in the message.</param>
    /// <returns>The bytes of the UTF-8.</returns>
    public static int Undo(ReadOnlySpan<byte> raw, Span<byte> plain, int offset)
    {
        int written = 0;
        int position = 0;
        while (true)
        {
            int run = raw[position..].IndexOf((byte)'\\');
            ReadOnlySpan<byte> copied = run < 0 ? raw[position..] : raw.Slice(position, run);
            copied.CopyTo(plain[written..]);
            written += copied.Length;
            if (run < 0)
                return written;
            position += run;
            byte mark = raw[position + 1];
            if (mark == 'u')
            {
                Rune rune = ReadRune(raw[position..], offset + position, out int length);
                written += rune.EncodeToUtf8(plain[written..]);
                position += length;
            }
            else
            {
                plain[written++] = Plain(mark, offset + position);
                position += 2;
            }
        }
    }

    /// <summary>The letter behind the backslash of a short escape; 0 for a byte that has none.</summary>
    public static byte ShortForm(char character) => character switch
    {
        '"' or '\\' => (byte)character,
        '\b' => (byte)'b',
        '\t' => (byte)'t',
        '\n' => (byte)'n',
        '\f' => (byte)'f',
        '\r' => (byte)'r',
        _ => 0,
    };

    /// <summary>Writes a character as the shortest escape that it has.</summary>
    /// <returns>The bytes written: 2 or 6.</returns>
    public static int Write(char character, Span<byte> target)
    {
        target[0] = (byte)'\\';
        if (ShortForm(character) is not 0 and var letter)
        {
            target[1] = letter;
            return 2;
        }

        target[1] = (byte)'u';
        _ = Utf8Formatter.TryFormat((ushort)character, target[2..], out _, new StandardFormat('x', 4));
        return EscapedUnit;
    }

    private static byte Plain(byte mark, int offset) => mark switch
    {
        (byte)'"' or (byte)'\\' or (byte)'/' => mark,
        (byte)'b' => (byte)'\b',
        (byte)'t' => (byte)'\t',
        (byte)'n' => (byte)'\n',
        (byte)'f' => (byte)'\f',
        (byte)'r' => (byte)'\r',
        _ => throw ThriftProtocolException.Unexpected("one of \"\\/bfnrtu behind a backslash", mark, offset + 1),
    };

    private static Rune ReadRune(ReadOnlySpan<byte> escape, int offset, out int length)
    {
        char unit = ReadUnit(escape, offset);
        length = EscapedUnit;
        if (Rune.TryCreate(unit, out Rune rune))
            return rune;
        ReadOnlySpan<byte> next = escape[EscapedUnit..];
        if (next is [(byte)'\\', (byte)'u', ..] && Rune.TryCreate(unit, ReadUnit(next, offset + EscapedUnit), out rune))
        {
            length = 2 * EscapedUnit;
            return rune;
        }

        throw ThriftProtocolException.Invalid($"\\u{(int)unit:x4} is one half of a character, and its other half is not there", offset);
    }

    private static char ReadUnit(ReadOnlySpan<byte> escape, int offset) =>
        escape.Length >= EscapedUnit
        && Utf8Parser.TryParse(escape[2..EscapedUnit], out ushort unit, out int digits, 'x') && digits == EscapedUnit - 2
            ? (char)unit
            : throw ThriftProtocolException.Invalid("Expected four hexadecimal digits behind \\u", offset);
}
