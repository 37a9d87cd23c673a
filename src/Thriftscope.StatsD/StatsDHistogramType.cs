namespace Thriftscope.StatsD;

/// <summary>The StatsD type that the measurements of histograms are sent as.</summary>
public enum StatsDHistogramType
{
    /// <summary>
    /// Times are timers. So is everything else, since plain StatsD has nothing better; in the DogStatsD form it is a histogram.
    /// </summary>
    Automatic,

    /// <summary><c>|ms</c>: times in milliseconds, everything else in its own unit.</summary>
    Timer,

    /// <summary><c>|h</c>, an extension of DogStatsD, in the unit of the instrument: seconds stay seconds.</summary>
    Histogram,

    /// <summary><c>|d</c>, an extension of DogStatsD, in the unit of the instrument: seconds stay seconds.</summary>
    Distribution,
}
