namespace Thriftscope.StatsD.Tests;

/// <summary>A line as a daemon that knows the form reads it: from left to right, at the first of each separator.</summary>
internal sealed record ParsedLine(string Name, string Value, string Type, string Rate, IReadOnlyList<KeyValuePair<string, string>> Tags)
{
    public static ParsedLine Parse(string line, StatsDTagFormat format)
    {
        line.ShouldNotContain('\n');
        (string start, char assign, char separator, string end) = format switch
        {
            StatsDTagFormat.DogStatsD => ("|#", ':', ',', ""),
            StatsDTagFormat.InfluxDB => (",", '=', ',', ""),
            StatsDTagFormat.Graphite => (";", '=', ';', ""),
            StatsDTagFormat.Librato => ("#", '=', ',', ""),
            StatsDTagFormat.SignalFx => ("[", '=', ',', "]"),
            _ => ("", '\0', '\0', ""),
        };
        string tags = "";
        if (format == StatsDTagFormat.DogStatsD)
            (line, tags) = Cut(line, start);
        (string name, string rest) = Cut(line, ":");
        if (format is not (StatsDTagFormat.None or StatsDTagFormat.DogStatsD))
            (name, tags) = Cut(name, start);
        if (tags.Length > 0 && end.Length > 0)
        {
            tags.ShouldEndWith(end);
            tags = tags[..^end.Length];
        }

        string[] fields = rest.Split('|');
        fields.Length.ShouldBe(3);
        fields[2].ShouldStartWith("@");
        return new ParsedLine(name, fields[0], fields[1], fields[2][1..], tags.Length == 0 ? [] : [.. tags.Split(separator).Select(t => Pair(t, assign))]);
    }

    private static KeyValuePair<string, string> Pair(string tag, char assign)
    {
        string[] parts = tag.Split(assign);
        parts.Length.ShouldBe(2);
        return new(parts[0], parts[1]);
    }

    private static (string Before, string After) Cut(string text, string separator)
    {
        int at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, "") : (text[..at], text[(at + separator.Length)..]);
    }
}
