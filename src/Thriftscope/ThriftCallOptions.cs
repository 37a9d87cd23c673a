using Thriftscope.Tracking;

namespace Thriftscope;

/// <summary>What is different for one call. It stands behind the call's arguments, and is for one call at a time.</summary>
public sealed class ThriftCallOptions
{
    /// <summary>
    /// How long the call may take in all, with every attempt that interceptors make; <see langword="null"/> for
    /// <see cref="ThriftClientOptions.CallTimeout"/>, which is for each of them.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is not positive, or over three weeks.</exception>
    public TimeSpan? Timeout
    {
        get;
        set
        {
            if (value is { } timeout && timeout != System.Threading.Timeout.InfiniteTimeSpan)
            {
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
                ArgumentOutOfRangeException.ThrowIfGreaterThan(timeout, TimeSpan.FromMilliseconds(int.MaxValue));
            }

            field = value;
        }
    }

    /// <summary>What goes with the request, on the transports that carry it: THeader, TTHeader and HTTP.</summary>
    public ThriftHeaders Headers { get; } = [];

    /// <summary>What came with the reply, once the call has been answered, with an exception too.</summary>
    public ThriftHeaders ResponseHeaders { get; internal set; } = [];

    /// <summary>
    /// What the handler added by <see cref="ThriftTracking.AddResponseMeta"/>, once the call has been answered on a connection with
    /// ThriftPy's tracking.
    /// </summary>
    public IReadOnlyDictionary<string, string> ResponseMeta { get; internal set; } = TrackingState.NoMeta;
}
