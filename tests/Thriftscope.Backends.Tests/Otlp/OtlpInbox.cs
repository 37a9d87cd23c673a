using System.Collections.Concurrent;
using Thriftscope.Backends.Tests.Otlp.Proto;

namespace Thriftscope.Backends.Tests.Otlp;

/// <summary>What a receiver has accepted, in order.</summary>
internal sealed class OtlpInbox
{
    private readonly ConcurrentQueue<OtlpRequest> _requests = new();

    public OtlpRequest[] Requests => [.. _requests];

    public OtlpSpan[] Spans => [.. _requests.SelectMany(r => r.Spans)];

    /// <summary>The same metric comes again with every export.</summary>
    public OtlpMetric[] Metrics => [.. _requests.SelectMany(r => r.Metrics)];

    public OtlpLog[] Logs => [.. _requests.SelectMany(r => r.Logs)];

    public void Add(OtlpRequest request) => _requests.Enqueue(request);

    /// <summary>The newest state of a metric.</summary>
    public Metric? Metric(string name) => Metrics.LastOrDefault(m => m.Metric.Name == name)?.Metric;

    /// <summary>The sum of a counter's newest points that have these attributes.</summary>
    public long Total(string name, params (string Key, string Value)[] attributes) =>
        Metric(name)?.Sum.DataPoints
            .Where(p => attributes.All(a => p.Attributes.Text(a.Key) == a.Value))
            .Sum(p => p.AsInt) ?? 0;
}
