using System.Text;

namespace Thriftscope.StatsD.Lines;

/// <summary>Text with nothing in it that a line's format or a daemon would take for something else.</summary>
internal static class SafeText
{
    private const char Substitute = '_';

    /// <summary>A name or a part of one, whose dots separate its levels.</summary>
    public static string Name(string text) => Replace(text, static c => IsPlain(c) || c == '.' ? c : c == '/' ? '-' : Substitute);

    /// <summary>One level of a name: dots become <c>_</c>, and a slash <c>-</c> as statsd itself would make it.</summary>
    public static string Level(string text) => OrSubstitute(Replace(text, static c => IsPlain(c) ? c : c == '/' ? '-' : Substitute));

    /// <summary>A tag's key or value where it is part of a name that statsd cleans: without the slash.</summary>
    public static string NamePart(string text) => OrSubstitute(Name(text));

    /// <summary>A tag's key or value in forms that only their own readers see.</summary>
    public static string Tag(string text) =>
        OrSubstitute(Replace(text, static c => IsPlain(c) || c is '.' or '/' ? c : Substitute));

    /// <summary>The same where letters of any language are welcome.</summary>
    public static string UnicodeTag(string text) =>
        OrSubstitute(Replace(text, static c => IsPlain(c) || c is '.' or '/' || (c > 127 && char.IsLetterOrDigit(c)) ? c : Substitute));

    /// <summary>Leaves empty levels out: <c>.a..b.</c> becomes <c>a.b</c>.</summary>
    public static string WithoutEmptyLevels(string name) => OrSubstitute(string.Join('.', name.Split('.', StringSplitOptions.RemoveEmptyEntries)));

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';

    private static string OrSubstitute(string text) => text.Length == 0 ? "_" : text;

    private static string Replace(string text, Func<char, char> replace)
    {
        StringBuilder result = new(text.Length);
        foreach (char c in text)
            _ = result.Append(replace(c));
        return result.ToString();
    }
}
