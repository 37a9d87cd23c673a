using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace Thriftscope.Wire;

/// <summary>
/// A place in a JSON text: what the readers of both JSON protocols have in common. Neither protocol is JSON to the letter, Apache's
/// for its maps with structs as keys, ThriftPy's for its NaN, so they are not read with a JSON library.
/// </summary>
internal ref struct JsonCursor
{
    // The longest a double can be written without rounding is about 770 digits.
    private const int MaxNumberLength = 1024;

    private static readonly SearchValues<byte> NumberBytes = SearchValues.Create("+-.0123456789Ee"u8);

    private static readonly SearchValues<byte> WordBytes = SearchValues.Create(
        "+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private readonly ReadOnlySpan<byte> _text;
    private readonly ThriftLimits _limits;
    private int _position;

    public JsonCursor(ReadOnlySpan<byte> text, ThriftLimits limits)
    {
        _text = text;
        _limits = limits;
    }

    /// <summary>A message in one piece: escapes and numbers are read faster so than over the borders of segments.</summary>
    public static ReadOnlySpan<byte> InOnePiece(scoped in ReadOnlySequence<byte> message) =>
        message.IsSingleSegment ? message.FirstSpan : message.ToArray();

    public int Position { readonly get => _position; set => _position = value; }

    public readonly int Remaining => _text.Length - _position;

    public void SkipWhitespace()
    {
        while (_position < _text.Length && _text[_position] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            _position++;
    }

    /// <summary>The next byte that is no white space, which is not consumed.</summary>
    public byte Peek(string expected)
    {
        // White space is rare: messages are written by programs.
        if (_position < _text.Length && _text[_position] > ' ')
            return _text[_position];
        SkipWhitespace();
        return _position < _text.Length ? _text[_position] : throw ThriftProtocolException.EndsEarly(expected, _position);
    }

    public void Expect(byte mark)
    {
        if (_position < _text.Length && _text[_position] == mark)
            _position++;
        else
            ExpectBehindSpace(mark);
    }

    public bool TryTake(byte mark)
    {
        SkipWhitespace();
        if (_position == _text.Length || _text[_position] != mark)
            return false;
        _position++;
        return true;
    }

    public readonly ThriftProtocolException Unexpected(string expected) => _position < _text.Length
        ? ThriftProtocolException.Unexpected(expected, _text[_position], _position)
        : ThriftProtocolException.EndsEarly(expected, _position);

    /// <summary>What stands between the quotes, as it stands there.</summary>
    public ReadOnlySpan<byte> ReadRaw(out bool escaped)
    {
        if (Peek("a string") != '"')
            throw Unexpected("a string");
        int start = _position + 1;
        int end = start;
        escaped = false;
        while (true)
        {
            int found = _text[end..].IndexOfAny((byte)'"', (byte)'\\');
            if (found < 0)
                throw ThriftProtocolException.EndsEarly("the end of a string", _text.Length);
            end += found;
            if (_text[end] == '"')
                break;
            escaped = true;
            end = Math.Min(end + 2, _text.Length);
        }

        _position = end + 1;
        return _text[start..end];
    }

    public string ReadString()
    {
        ReadOnlySpan<byte> raw = ReadRaw(out bool escaped);
        if (!escaped)
        {
            CheckLength(raw.Length);
            return Utf8Text.Decode(raw);
        }

        byte[]? rented = null;
        Span<byte> plain = raw.Length <= 256 ? stackalloc byte[256] : rented = ArrayPool<byte>.Shared.Rent(raw.Length);
        plain = plain[..Unescape(raw, plain)];
        CheckLength(plain.Length);
        string text = Utf8Text.Decode(plain);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return text;
    }

    public void SkipString() => _ = ReadRaw(out _);

    /// <summary>Reads what has neither quotes nor brackets: a number, true, false, null, NaN.</summary>
    public ReadOnlySpan<byte> ReadWord()
    {
        _ = Peek("a value");
        ReadOnlySpan<byte> rest = _text[_position..];
        int length = rest.IndexOfAnyExcept(WordBytes);
        if (length == 0)
            throw Unexpected("a value");
        length = length < 0 ? rest.Length : length;
        _position += length;
        return rest[..length];
    }

    /// <summary>Reads base64, with its padding or without.</summary>
    public byte[] ReadBase64()
    {
        ReadOnlySpan<byte> raw = ReadRaw(out bool escaped);
        if (escaped)
        {
            // A slash is a letter of base64, and some libraries escape every slash.
            byte[] plain = new byte[raw.Length];
            raw = plain.AsSpan(0, Unescape(raw, plain));
        }

        int padding = raw.EndsWith("=="u8) ? 2 : raw.EndsWith("="u8) ? 1 : 0;
        ReadOnlySpan<byte> letters = raw[..^padding];
        int tail = letters.Length % 4;
        CheckLength((letters.Length / 4 * 3) + Math.Max(tail - 1, 0));
        if (tail == 1 || (padding > 0 && raw.Length % 4 != 0))
            throw ThriftProtocolException.Invalid($"{raw.Length} letters are no base64", _position);
        byte[] value = new byte[(letters.Length / 4 * 3) + Math.Max(tail - 1, 0)];
        Span<byte> last = [(byte)'=', (byte)'=', (byte)'=', (byte)'='];
        letters[^tail..].CopyTo(last);
        if (!Decode(letters[..^tail], value.AsSpan(0, letters.Length / 4 * 3)) || (tail > 0 && !Decode(last, value.AsSpan(letters.Length / 4 * 3))))
            throw ThriftProtocolException.Invalid("Expected base64", _position);
        return value;
    }

    /// <summary>Reads an integer, in quotes or not: as a map's key it has some.</summary>
    public long ReadInteger(long minimum, long maximum, string name)
    {
        bool quoted = Peek(name) == '"';
        int start = _position;
        if (quoted)
            _position++;
        if (!Utf8Parser.TryParse(_text[_position..], out long value, out int length))
            throw NoNumber(name);
        _position += length;
        if (quoted)
            Expect((byte)'"');
        // A fraction or an exponent has no place in an integer.
        if (_position < _text.Length && NumberBytes.Contains(_text[_position]))
            throw Unexpected($"the end of {name}");
        if (value < minimum || value > maximum)
            throw ThriftProtocolException.Invalid($"{value} is out of the range of {name}", start);
        return value;
    }

    /// <summary>Reads a double, in quotes or not; NaN and the infinities are words.</summary>
    public double ReadDouble()
    {
        byte first = Peek("double");
        int start = _position;
        ReadOnlySpan<byte> token = first == '"' ? ReadRaw(out _) : ReadNumber();
        if (token.Length <= MaxNumberLength
            && double.TryParse(token, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double value)
            && !token.ContainsAnyExcept(NumberBytes))
        {
            return value;
        }

        if (token.SequenceEqual("NaN"u8))
            return double.NaN;
        if (token.SequenceEqual("Infinity"u8))
            return double.PositiveInfinity;
        if (token.SequenceEqual("-Infinity"u8))
            return double.NegativeInfinity;
        _position = start;
        throw NoNumber("double");
    }

    public Guid ReadUuid()
    {
        ReadOnlySpan<byte> raw = ReadRaw(out _);
        return Utf8Parser.TryParse(raw, out Guid value, out int length) && length == raw.Length
            ? value
            : throw ThriftProtocolException.Invalid("Expected a uuid such as 00112233-4455-6677-8899-aabbccddeeff", _position);
    }

    /// <summary>Undoes a string's escapes. What comes out is never longer.</summary>
    private readonly int Unescape(ReadOnlySpan<byte> raw, Span<byte> plain) =>
        JsonEscapes.Undo(raw, plain, _position - raw.Length - 1);

    private ReadOnlySpan<byte> ReadNumber()
    {
        ReadOnlySpan<byte> rest = _text[_position..];
        int length = rest.StartsWith("NaN"u8) ? 3
            : rest.StartsWith("Infinity"u8) ? 8
            : rest.StartsWith("-Infinity"u8) ? 9
            : rest.IndexOfAnyExcept(NumberBytes);
        length = length < 0 ? rest.Length : length;
        _position += length;
        return rest[..length];
    }

    private void ExpectBehindSpace(byte mark)
    {
        string expected = $"'{(char)mark}'";
        if (Peek(expected) != mark)
            throw Unexpected(expected);
        _position++;
    }

    private readonly ThriftProtocolException NoNumber(string name)
    {
        int length = _text[_position..].IndexOfAnyExcept(NumberBytes);
        return length > 0 || (length < 0 && _position < _text.Length)
            ? ThriftProtocolException.Invalid($"Expected a number that is a {name}", _position)
            : Unexpected(name);
    }

    private readonly void CheckLength(int length)
    {
        if (length > _limits.MaxStringLength)
            throw ThriftProtocolException.StringTooLong(length, _limits.MaxStringLength, _position);
    }

    private static bool Decode(ReadOnlySpan<byte> letters, Span<byte> value) =>
        Base64.DecodeFromUtf8(letters, value, out int consumed, out int written) == OperationStatus.Done
        && consumed == letters.Length && written == value.Length;
}
