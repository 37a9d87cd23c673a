using System.Globalization;
using OpenTelemetry.Resources;
using Thriftscope.StatsD;

namespace Thriftscope.OpenTelemetry;

/// <summary>Puts attributes of the resource in where options of StatsD name them in braces.</summary>
internal static class ResourceText
{
    public static StatsDOptions Apply(StatsDOptions options, Resource resource)
    {
        foreach ((string key, object value) in resource.Attributes)
        {
            string place = $"{{{key}}}";
            string text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            options.Prefix = options.Prefix.Replace(place, text, StringComparison.Ordinal);
            foreach (string tag in options.Tags.Keys.ToArray())
                options.Tags[tag] = options.Tags[tag].Replace(place, text, StringComparison.Ordinal);
        }

        return options;
    }
}
