using Thriftscope.Backends.Tests.Otlp;
using Thriftscope.Backends.Tests.Otlp.Proto;
using Thriftscope.Backends.Tests.Prometheus;
using Thriftscope.Backends.Tests.Statsd;

namespace Thriftscope.Backends.Tests.Together;

/// <summary>What one back end knows of the calls of a method: how many, how many of them failed, and how long they took.</summary>
/// <param name="Calls">All calls.</param>
/// <param name="Errors">Those that failed.</param>
/// <param name="Buckets">How many took up to each bound of the histogram, and longer than the one before.</param>
/// <param name="Seconds">The time that all took together.</param>
internal sealed record Account(long Calls, long Errors, long[] Buckets, double Seconds)
{
    private const string Metric = "rpc.client.call.duration";

    public static async Task<Dictionary<string, Account>> OfAsync(PrometheusServer prometheus)
    {
        Dictionary<string, long> calls = await CountsAsync("rpc_client_call_duration_seconds_count");
        Dictionary<string, long> errors = await CountsAsync("rpc_client_call_duration_seconds_count{error_type!=\"\"}");
        ILookup<string, Sample> buckets = (await prometheus.QueryAsync("sum by (rpc_method, le) (rpc_client_call_duration_seconds_bucket)"))
            .ToLookup(s => s.Labels["rpc_method"]);
        Dictionary<string, double> seconds = (await prometheus.QueryAsync("sum by (rpc_method) (rpc_client_call_duration_seconds_sum)"))
            .ToDictionary(s => s.Labels["rpc_method"], s => s.Value);
        return calls.ToDictionary(c => c.Key, c => new Account(c.Value, errors.GetValueOrDefault(c.Key), Apart(buckets[c.Key]), seconds[c.Key]));

        async Task<Dictionary<string, long>> CountsAsync(string selector) =>
            (await prometheus.QueryAsync($"sum by (rpc_method) ({selector})")).ToDictionary(s => s.Labels["rpc_method"], s => (long)s.Value);

        // Prometheus counts each bucket with those below it.
        static long[] Apart(IEnumerable<Sample> buckets)
        {
            long[] together = [.. buckets
                .OrderBy(b => b.Labels["le"] == "+Inf" ? double.PositiveInfinity : double.Parse(b.Labels["le"]))
                .Select(b => (long)b.Value)];
            return [.. together.Select((count, i) => i == 0 ? count : count - together[i - 1])];
        }
    }

    public static Dictionary<string, Account> OfMetrics(OtlpInbox otlp) => otlp.Metric(Metric)!.Histogram.DataPoints
        .GroupBy(p => p.Attributes.Text("rpc.method")!)
        .ToDictionary(
            method => method.Key,
            method => new Account(
                method.Sum(p => (long)p.Count),
                method.Where(p => p.Attributes.Text("error.type") is not null).Sum(p => (long)p.Count),
                [.. Enumerable.Range(0, Latency.Bounds.Length + 1).Select(i => method.Sum(p => (long)p.BucketCounts[i]))],
                method.Sum(p => p.Sum)));

    public static Dictionary<string, Account> OfSpans(OtlpInbox otlp) => otlp.Spans
        .Select(s => s.Span)
        .Where(s => s.Kind == Span.Types.SpanKind.Client)
        .GroupBy(s => s.Name)
        .ToDictionary(
            method => method.Key,
            method => Of(
                method.LongCount(s => s.Status?.Code == SpanStatus.Types.StatusCode.Error),
                [.. method.Select(s => TimeSpan.FromTicks((long)(s.EndTimeUnixNano - s.StartTimeUnixNano) / 100))]));

    /// <param name="statsd">The daemon: the name of each timer tells the method and the status.</param>
    /// <param name="methods">The methods that there may be.</param>
    public static Dictionary<string, Account> Of(StatsdDaemon statsd, IEnumerable<string> methods) => methods.ToDictionary(
        method => method,
        method =>
        {
            var timers = statsd.Timers.Where(t => t.Key.StartsWith(Metric, StringComparison.Ordinal)
                && t.Key.Contains($".{method.Replace('/', '-')}.", StringComparison.Ordinal));
            return Of(
                timers.Where(t => !t.Key.Contains(".OK.", StringComparison.Ordinal)).Sum(t => t.Value.Count),
                [.. timers.SelectMany(t => t.Value).Select(ms => TimeSpan.FromTicks((long)Math.Round(ms * TimeSpan.TicksPerMillisecond)))]);
        });

    private static Account Of(long errors, TimeSpan[] durations) =>
        new(durations.Length, errors, Latency.Buckets(durations), durations.Sum(d => d.TotalSeconds));
}
