using System.Diagnostics;

namespace Thriftscope.Telemetry;

/// <summary>What is recorded of Thrift calls, and how.</summary>
public sealed class ThriftInstrumentationOptions
{
    /// <summary>
    /// Which calls are recorded: <see langword="false"/> leaves no span, metric or log. A filter that throws counts as
    /// <see langword="false"/>. The default records all calls.
    /// </summary>
    public Func<ThriftCallInfo, bool>? Filter { get; set; }

    /// <summary>Adds to a span when its call starts. What it throws is swallowed and reported once.</summary>
    public Action<Activity, ThriftCallInfo>? EnrichWithCall { get; set; }

    /// <summary>Adds to the span of a failed call. What it throws is swallowed and reported once.</summary>
    public Action<Activity, Exception>? EnrichWithException { get; set; }

    /// <summary>Whether a failed call's span gets an <c>exception</c> event with type, message and stack trace. Default: no.</summary>
    public bool RecordException { get; set; }

    /// <summary>
    /// Whether the time that each phase of a call took is recorded as a metric too; on spans it always is. Default: no, since up
    /// to six records for each call are not free.
    /// </summary>
    public bool RecordPhases { get; set; }

    /// <summary>Whether declared exceptions are errors. Default: <see cref="DeclaredExceptionPolicy.ClientOnly"/>.</summary>
    public DeclaredExceptionPolicy DeclaredExceptions { get; set; } = DeclaredExceptionPolicy.ClientOnly;

    /// <summary>
    /// How long a call may take before it is logged as slow, as a warning with the method and the time that it took; failed calls are
    /// logged as failed. Default: <see langword="null"/>, no call is slow.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public TimeSpan? SlowCallThreshold
    {
        get;
        set
        {
            if (value is { } threshold)
                ArgumentOutOfRangeException.ThrowIfLessThan(threshold, TimeSpan.Zero);
            field = value;
        }
    }

    /// <summary>
    /// Whether every call is logged when it ends, at level Information in the category <c>Thriftscope.Access</c>, with method, peer, status,
    /// duration, sizes and trace id. Default: no, since it is one log for each call on either side.
    /// </summary>
    public bool AccessLog { get; set; }

    /// <summary>
    /// Gives the name that a service has in <c>rpc.method</c> and in span names, from its IDL name. It should give the same
    /// on both sides, and few different values: they are attributes of metrics.
    /// </summary>
    public Func<string, string>? ServiceName { get; set; }

    /// <summary>
    /// How trace contexts are read and written, unless a client or a server has options of its own for that.
    /// </summary>
    public ThriftContextOptions Context { get; set; } = new();
}
