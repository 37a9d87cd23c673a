using System.Text;

namespace Thriftscope.StatsD.Lines;

/// <summary>Writes names and tags as the options say.</summary>
internal sealed class LineFormat(StatsDOptions options)
{
    private readonly NameTemplate _template = NameTemplate.Parse(options.NameTemplate, options.TagFormat);
    private readonly StatsDTagFormat _form = options.TagFormat;
    private readonly string _prefix = options.Prefix;
    private readonly KeyValuePair<string, string>[] _constants = [.. options.Tags];

    /// <param name="name">The instrument's name.</param>
    /// <param name="type">The StatsD type, such as <c>c</c>.</param>
    /// <param name="tags">The measurement's tags.</param>
    /// <param name="rate">The share of the measurements that is sent.</param>
    public LineText Line(string name, string type, ReadOnlySpan<KeyValuePair<string, object?>> tags, double rate = 1)
    {
        SortedDictionary<string, string> text = TagText.Of(tags, _constants);
        string rendered = _template.Render(_prefix, name, text);
        string sampling = rate < 1 ? "|@" + Rate(rate) : "";
        return _form switch
        {
            StatsDTagFormat.DogStatsD => new(rendered + ":", $"|{type}{sampling}{Tags(text, "|#", ":", ",", SafeText.UnicodeTag)}"),
            StatsDTagFormat.InfluxDB => new(rendered + Tags(text, ",", "=", ",", SafeText.Tag) + ":", $"|{type}{sampling}"),
            StatsDTagFormat.Graphite => new(rendered + Tags(text, ";", "=", ";", SafeText.NamePart) + ":", $"|{type}{sampling}"),
            StatsDTagFormat.Librato => new(rendered + Tags(text, "#", "=", ",", SafeText.Tag) + ":", $"|{type}{sampling}"),
            StatsDTagFormat.SignalFx => new(rendered + Tags(text, "[", "=", ",", SafeText.Tag, end: "]") + ":", $"|{type}{sampling}"),
            _ => new(rendered + ":", $"|{type}{sampling}"),
        };
    }

    private static string Tags(
        SortedDictionary<string, string> tags, string start, string assign, string separator, Func<string, string> safe, string end = "") =>
        tags.Count == 0
            ? ""
            : start + string.Join(separator, tags.DistinctBy(t => safe(t.Key)).Select(t => safe(t.Key) + assign + safe(t.Value))) + end;

    private static string Rate(double rate)
    {
        Span<byte> text = stackalloc byte[Number.MaxLength];
        return Encoding.ASCII.GetString(text[..Number.Write(rate, text)]);
    }
}
