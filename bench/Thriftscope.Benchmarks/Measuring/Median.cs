namespace Thriftscope.Benchmarks.Measuring;

/// <summary>The middle of a number of measurements.</summary>
internal static class Median
{
    public static double Of(IReadOnlyCollection<double> values) => values.Order().ElementAt(values.Count / 2);
}
