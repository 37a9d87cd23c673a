using System.Collections;
using System.Globalization;

namespace Thriftscope.StatsD.Lines;

/// <summary>The tags of a measurement as text, in the order of their keys, with the constant ones.</summary>
internal static class TagText
{
    public static SortedDictionary<string, string> Of(
        ReadOnlySpan<KeyValuePair<string, object?>> tags, IEnumerable<KeyValuePair<string, string>> constants)
    {
        SortedDictionary<string, string> result = new(StringComparer.Ordinal);
        foreach ((string key, string value) in constants)
            result[key] = value;
        foreach ((string key, object? value) in tags)
        {
            if (value is not null)
                result[key] = Of(value);
        }

        return result;
    }

    private static string Of(object value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        IEnumerable several => string.Join('_', several.Cast<object?>().Select(v => v is null ? "" : Of(v))),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
