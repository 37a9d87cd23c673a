namespace Thriftscope.StatsD;

/// <summary>How the tags of a measurement are written. StatsD itself has none: each extension has its own form.</summary>
public enum StatsDTagFormat
{
    /// <summary>The values become levels of the name, for a daemon without tags: <c>calls.Shop-order.OK:1|c</c>.</summary>
    None,

    /// <summary>Datadog's form, which Telegraf, Vector and statsd read too: <c>calls:1|c|#rpc.method:Shop/order</c>.</summary>
    DogStatsD,

    /// <summary>InfluxData's form, for Telegraf: <c>calls,rpc.method=Shop/order:1|c</c>.</summary>
    InfluxDB,

    /// <summary>Graphite's tagged series, which statsd passes on: <c>calls;rpc.method=Shop-order:1|c</c>.</summary>
    Graphite,

    /// <summary>Librato's form: <c>calls#rpc.method=Shop/order:1|c</c>.</summary>
    Librato,

    /// <summary>SignalFx's form: <c>calls[rpc.method=Shop/order]:1|c</c>.</summary>
    SignalFx,
}
