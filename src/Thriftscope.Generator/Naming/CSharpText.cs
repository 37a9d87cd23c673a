using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Thriftscope.Generator.Naming;

/// <summary>C# identifiers and literals.</summary>
internal static class CSharpText
{
    /// <summary>A name in Pascal case: <c>unit_price</c>, <c>unitPrice</c> and <c>UNIT_PRICE</c> are <c>UnitPrice</c>.</summary>
    public static string Pascal(string name)
    {
        bool isUpper = !name.Any(char.IsLower);
        StringBuilder text = new(name.Length);
        bool startsWord = true;
        foreach (char c in name)
        {
            // A file's name may have any characters.
            if (!char.IsLetterOrDigit(c))
            {
                startsWord = true;
                continue;
            }

            text.Append(startsWord ? char.ToUpperInvariant(c) : isUpper ? char.ToLowerInvariant(c) : c);
            startsWord = char.IsDigit(c) && isUpper;
        }

        // A name of underscores alone, or one that begins with a digit behind them.
        return text.Length == 0 ? "_" : char.IsDigit(text[0]) ? "_" + text : text.ToString();
    }

    /// <summary>A name in camel case, for parameters.</summary>
    public static string Camel(string name)
    {
        string pascal = Pascal(name);
        return char.ToLowerInvariant(pascal[0]) + pascal.Substring(1);
    }

    /// <summary>The name as it can be written, with an @ if it might be a keyword, now or some day: those are of small letters.</summary>
    public static string Escape(string name) => name.All(static c => c is >= 'a' and <= 'z') ? "@" + name : name;

    /// <summary>The name of a parameter, which only words that are always keywords can't be.</summary>
    public static string EscapeParameter(string name) => SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    /// <summary>A namespace, part by part.</summary>
    public static string EscapeNamespace(string name) => string.Join(".", name.Split('.').Select(EscapePart));

    private static string EscapePart(string part) =>
        SyntaxFacts.GetKeywordKind(part) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(part) != SyntaxKind.None || part == "extension" ? "@" + part : part;

    /// <summary>A text that goes into a comment, where no line may end and XML has no other characters.</summary>
    public static string Comment(string text) => string.Concat(text.Select(static c => c switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '\u2028' or '\u2029' or '\uFFFE' or '\uFFFF' => " ",
        _ => char.IsControl(c) ? " " : c.ToString(),
    }));

    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    public static string Literal(double value) => value switch
    {
        double.NaN => "double.NaN",
        double.PositiveInfinity => "double.PositiveInfinity",
        double.NegativeInfinity => "double.NegativeInfinity",
        _ when BitConverter.DoubleToInt64Bits(value) == BitConverter.DoubleToInt64Bits(-0.0) => "-0d",
        _ => RoundTrip(value) + "d",
    };

    // On .NET Framework, where Visual Studio runs, "R" does not always give a number back.
    private static string RoundTrip(double value)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        string text = value.ToString("R", culture);
        return double.Parse(text, culture).Equals(value) ? text : value.ToString("G17", culture);
    }
}
