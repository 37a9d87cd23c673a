namespace Thriftscope.StatsD;

/// <summary>Why something did not go to the daemon.</summary>
public enum StatsDDropReason
{
    /// <summary>Histograms measured faster than the daemon took it: see <see cref="StatsDOptions.QueueCapacity"/>.</summary>
    QueueFull,

    /// <summary>The operating system said that it could not be sent.</summary>
    SendFailed,

    /// <summary>The line alone is longer than a packet may be: see <see cref="StatsDOptions.MaxPacketSize"/>.</summary>
    TooLong,

    /// <summary>A set of tag values beyond the number that is kept: see <see cref="StatsDOptions.MaxSeries"/>.</summary>
    TooManySeries,

    /// <summary>Not a number, infinite, or a negative time: StatsD has no way to say it.</summary>
    InvalidValue,

    /// <summary>It was still waiting when the reporter had to end: see <see cref="StatsDOptions.ShutdownTimeout"/>.</summary>
    Shutdown,
}
