using System.Diagnostics.Metrics;
using Thriftscope.StatsD.Transport;

namespace Thriftscope.StatsD;

/// <summary>Counts what did not go to the daemon, and says so as a metric.</summary>
internal sealed class Drops : IDisposable
{
    private static readonly StatsDDropReason[] Reasons = Enum.GetValues<StatsDDropReason>();

    private readonly long[] _counts = new long[Reasons.Length];
    private readonly Meter _meter = new(StatsDReporter.MeterName, typeof(Drops).Assembly.GetName().Version?.ToString(3));

    private readonly KeyValuePair<string, object?>[] _daemon;

    /// <param name="endpoint">The daemon that did not get it: a program may report to several.</param>
    public Drops(StatsDEndpoint endpoint)
    {
        _daemon = endpoint.Protocol == StatsDProtocol.Unix
            ? [new("server.address", endpoint.Host)]
            : [new("server.address", endpoint.Host), new("server.port", endpoint.Port)];
        _ = _meter.CreateObservableCounter("thriftscope.statsd.dropped", Observe, "{measurement}", "What did not go to StatsD.");
    }

    public long Total => Reasons.Sum(r => this[r]);

    public long this[StatsDDropReason reason] => Interlocked.Read(ref _counts[(int)reason]);

    public static string Name(StatsDDropReason reason) => reason switch
    {
        StatsDDropReason.QueueFull => "queue_full",
        StatsDDropReason.SendFailed => "send_failed",
        StatsDDropReason.TooLong => "too_long",
        StatsDDropReason.TooManySeries => "too_many_series",
        StatsDDropReason.InvalidValue => "invalid_value",
        _ => "shutdown",
    };

    public void Add(StatsDDropReason reason, long count = 1)
    {
        // The warning goes with the first of its reason only: a drop may be on a hot path.
        if (count > 0 && Interlocked.Add(ref _counts[(int)reason], count) == count)
            StatsDEventSource.Log.Dropped(reason);
    }

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> Observe() => Reasons.Where(r => this[r] > 0)
        .Select(r => new Measurement<long>(this[r], [new("reason", Name(r)), .. _daemon]));
}
