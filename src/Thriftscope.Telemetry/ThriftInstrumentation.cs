namespace Thriftscope.Telemetry;

/// <summary>The names under which Thriftscope's telemetry can be subscribed to.</summary>
public static class ThriftInstrumentation
{
    /// <summary>The name of the <see cref="System.Diagnostics.ActivitySource"/> of every client and server span.</summary>
    public const string ActivitySourceName = "Thriftscope";

    /// <summary>The name of the <see cref="System.Diagnostics.Metrics.Meter"/> of calls, sizes and connections.</summary>
    public const string MeterName = "Thriftscope";

    /// <summary>
    /// The name of the meter that records how long each phase of a call took. It is apart from <see cref="MeterName"/>
    /// because up to six records for each call are not free.
    /// </summary>
    public const string PhasesMeterName = "Thriftscope.Phases";
}
