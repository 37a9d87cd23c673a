using System.Text;

namespace Thriftscope.StatsD.Lines;

/// <summary>A name with places for tags: <c>{name}.{rpc.method}.{tags}</c>.</summary>
internal sealed class NameTemplate
{
    private const string NamePlace = "name";
    private const string TagsPlace = "tags";

    private readonly List<(string Text, bool IsPlace)> _parts = [];

    private NameTemplate(string text)
    {
        int at = 0;
        while (at < text.Length)
        {
            int open = text.IndexOf('{', at);
            int close = open < 0 ? -1 : text.IndexOf('}', open);
            string literal = open < 0 ? text[at..] : text[at..open];
            if (literal.Contains('}', StringComparison.Ordinal) || (open >= 0 && close <= open + 1))
                throw Wrong(text, "has a brace too many, or an empty pair of them");
            if (literal.Length > 0)
                _parts.Add((literal, IsPlace: false));
            if (open < 0)
                break;
            _parts.Add((text[(open + 1)..close], IsPlace: true));
            at = close + 1;
        }

        if (!_parts.Contains((NamePlace, true)))
            throw Wrong(text, "must contain {name}, or everything would be sent under one name");
    }

    public static NameTemplate Parse(string? text, StatsDTagFormat format) =>
        new(text ?? (format == StatsDTagFormat.None ? "{name}.{tags}" : "{name}"));

    /// <summary>Makes a name, and takes the tags that it needs out of <paramref name="tags"/>.</summary>
    public string Render(string prefix, string name, SortedDictionary<string, string> tags)
    {
        Dictionary<string, string> named = [];
        foreach ((string text, bool isPlace) in _parts)
        {
            if (isPlace && text is not (NamePlace or TagsPlace) && tags.Remove(text, out string? value))
                named[text] = value;
        }

        StringBuilder result = new(SafeText.Name(prefix));
        foreach ((string text, bool isPlace) in _parts)
        {
            if (!isPlace)
                _ = result.Append(SafeText.Name(text));
            else if (text == NamePlace)
                _ = result.Append(SafeText.Name(name));
            else if (text == TagsPlace)
                _ = result.AppendJoin('.', tags.OrderBy(t => Rank(t.Key)).Select(t => SafeText.Level(t.Value)));
            else if (named.TryGetValue(text, out string? value))
                _ = result.Append(SafeText.Level(value));
        }

        if (_parts.Contains((TagsPlace, true)))
            tags.Clear();
        return SafeText.WithoutEmptyLevels(result.ToString());
    }

    // What every call has stands first. error.type, which only a failed one has, would move it by a level. The rest keep their order.
    private static int Rank(string key) => key switch
    {
        "rpc.method" => 0,
        "rpc.status_code" => 1,
        _ => 2,
    };

    private static ArgumentException Wrong(string text, string problem) =>
        new($"{nameof(StatsDOptions)}.{nameof(StatsDOptions.NameTemplate)} \"{text}\" {problem}. An example: {{name}}.{{rpc.method}}.");
}
