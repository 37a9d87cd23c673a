namespace Thriftscope.Backends.Tests.Together;

/// <summary>Durations of calls in the histogram that they are recorded in.</summary>
internal static class Latency
{
    /// <summary>The upper bounds of the buckets, in seconds; the last has none.</summary>
    public static readonly double[] Bounds =
        [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    /// <summary>How many durations lie in each bucket.</summary>
    public static long[] Buckets(IEnumerable<TimeSpan> durations)
    {
        long[] counts = new long[Bounds.Length + 1];
        foreach (TimeSpan duration in durations)
            counts[BucketOf(duration.TotalSeconds)]++;
        return counts;
    }

    public static int BucketOf(double seconds)
    {
        int bucket = Array.FindIndex(Bounds, bound => seconds <= bound);
        return bucket < 0 ? Bounds.Length : bucket;
    }

    /// <summary>The bucket in which a share of all durations ends.</summary>
    public static int BucketOfQuantile(long[] buckets, double quantile)
    {
        // 352.00000000000006 is the 352nd.
        double rank = (quantile * buckets.Sum()) - 1e-6;
        long below = 0;
        return Array.FindIndex(buckets, count => (below += count) >= rank);
    }
}
