using System.Globalization;
using System.Numerics;
using Thriftscope.Idl.Diagnostics;

namespace Thriftscope.Idl.Syntax;

/// <summary>The values of constants and defaults.</summary>
internal sealed partial class Parser
{
    private ValueSyntax ParseValue() => Nested(ParseValueHere);

    private ValueSyntax ParseValueHere()
    {
        switch (_token.Kind)
        {
            case TokenKind.Integer:
                return ParseInteger("a value");
            case TokenKind.Double:
                Token number = Take();
                return new DoubleSyntax(number.Location, ToDouble(number.Text));
            case TokenKind.Literal:
                Token literal = Take();
                return new LiteralSyntax(literal.Location, literal.Text);
            case TokenKind.Identifier when _token.Text is "true" or "false":
                Token boolean = Take();
                return new BooleanSyntax(boolean.Location, boolean.Text == "true");
            case TokenKind.Identifier when !Keywords.IsDefinition(_token.Text):
                Token name = Take();
                return new ReferenceSyntax(name.Location, name.Text);
            case TokenKind.Symbol when _token.IsSymbol('['):
                return ParseList();
            case TokenKind.Symbol when _token.IsSymbol('{'):
                return ParseMap();
            default:
                throw Unexpected("a value");
        }
    }

    private ListSyntax ParseList()
    {
        SourceLocation location = Take().Location;
        List<ValueSyntax> items = [];
        ParseBody(']', "a value", () =>
        {
            items.Add(ParseValue());
            SkipSeparator();
        });
        return new ListSyntax(location, items);
    }

    private MapSyntax ParseMap()
    {
        SourceLocation location = Take().Location;
        List<KeyValuePair<ValueSyntax, ValueSyntax>> entries = [];
        ParseBody('}', "a key", () =>
        {
            ValueSyntax key = ParseValue();
            Expect(':');
            entries.Add(new(key, ParseValue()));
            SkipSeparator();
        });
        return new MapSyntax(location, entries);
    }

    /// <returns>An <see cref="IntegerSyntax"/>, or an <see cref="InvalidSyntax"/> when its digits make no number.</returns>
    private ValueSyntax ParseInteger(string what)
    {
        Token token = Expect(TokenKind.Integer, what);
        string digits = token.Text.TrimStart('+', '-');
        bool isHex = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        if (isHex && digits.Length == 2)
        {
            return new InvalidSyntax(token.Location);
        }

        if (TryToInteger(digits, isHex, token.Text[0] == '-', out long value))
        {
            return new IntegerSyntax(token.Location, value);
        }

        _diagnostics.Add(Rules.NumberTooBig, token.Location, token.Text);
        return new InvalidSyntax(token.Location);
    }

    private static bool TryToInteger(string digits, bool isHex, bool isNegative, out long value)
    {
        // Longer than any number of 64 bits: not worth the quadratic time of a big conversion.
        string significant = (isHex ? digits.Substring(2) : digits).TrimStart('0');
        value = 0;
        if (significant.Length > 19)
        {
            return false;
        }

        BigInteger magnitude = isHex
            ? BigInteger.Parse("0" + significant, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : BigInteger.Parse("0" + significant, NumberStyles.None, CultureInfo.InvariantCulture);
        BigInteger signed = isNegative ? -magnitude : magnitude;
        if (signed < long.MinValue || signed > long.MaxValue)
        {
            return false;
        }

        value = (long)signed;
        return true;
    }

    private static double ToDouble(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
}
