namespace Thriftscope.StatsD.Recording;

/// <summary>What the measurements of a histogram are sent as, and what becomes of its unit.</summary>
/// <param name="Type">The StatsD type.</param>
/// <param name="Milliseconds">The milliseconds in the instrument's unit, or 0 where values stay as they are.</param>
/// <param name="AllowsNegative">Whether the type has negative values.</param>
internal readonly record struct HistogramUnit(string Type, double Milliseconds, bool AllowsNegative)
{
    public static HistogramUnit Of(string? unit, StatsDOptions options)
    {
        double milliseconds = Time(unit);
        return options.HistogramType switch
        {
            StatsDHistogramType.Histogram => new("h", 0, AllowsNegative: true),
            StatsDHistogramType.Distribution => new("d", 0, AllowsNegative: true),
            StatsDHistogramType.Automatic when milliseconds == 0 && options.TagFormat == StatsDTagFormat.DogStatsD =>
                new("h", 0, AllowsNegative: true),
            _ => new("ms", milliseconds, AllowsNegative: false),
        };
    }

    // The codes of UCUM, https://ucum.org/ucum, which OpenTelemetry's units are.
    private static double Time(string? unit) => unit switch
    {
        "ns" => 1e-6,
        "us" => 1e-3,
        "ms" => 1,
        "s" => 1e3,
        "min" => 60e3,
        "h" => 3_600e3,
        "d" => 86_400e3,
        _ => 0,
    };
}
