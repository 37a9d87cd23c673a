using System.Globalization;

namespace Thriftscope.Cli;

/// <summary>Prints durations in the unit that suits them.</summary>
internal static class Durations
{
    public static string Format(TimeSpan duration) => duration.TotalMilliseconds switch
    {
        >= 1000 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.00} s"),
        >= 100 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0} ms"),
        >= 1 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0.0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMicroseconds:0} µs"),
    };
}
