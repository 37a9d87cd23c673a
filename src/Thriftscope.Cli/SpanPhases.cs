using System.Diagnostics;

namespace Thriftscope.Cli;

/// <summary>Reads the phases of a call from its span.</summary>
internal static class SpanPhases
{
    private const string Prefix = "thrift.phase.";

    public static bool IsPhase(string attribute) => attribute.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The phases in their order, with how long each took.</summary>
    public static IEnumerable<(string Name, TimeSpan Duration)> Of(Activity span)
    {
        foreach ((string key, object? value) in span.TagObjects)
        {
            if (IsPhase(key) && value is double seconds)
                yield return (key[Prefix.Length..], TimeSpan.FromSeconds(seconds));
        }
    }
}
