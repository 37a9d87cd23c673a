using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Thriftscope.AspNetCore.Tests.Support;

/// <summary>
/// Counts <c>thrift.server.rejected_messages</c> by reason. The instrument is the process's: tests that use this run alone, in
/// the collection <see cref="Alone"/>.
/// </summary>
internal sealed class RejectedMessages : IDisposable
{
    private readonly ConcurrentDictionary<string, long> _counts = new();
    private readonly MeterListener _listener = new();

    public RejectedMessages()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "Thriftscope", Name: "thrift.server.rejected_messages" })
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            foreach ((string key, object? reason) in tags)
            {
                key.ShouldBe("thrift.reason");
                _counts.AddOrUpdate((string)reason!, value, (_, sum) => sum + value);
            }
        });
        _listener.Start();
    }

    public long Total => _counts.Values.Sum();

    public long this[string reason] => _counts.GetValueOrDefault(reason);

    public Task WaitForAsync(string reason, long count = 1) =>
        InTimeExtensions.Eventually(() => this[reason] >= count, $"{count} rejected for {reason}, but {string.Join(", ", _counts)}");

    public void Dispose() => _listener.Dispose();
}

/// <summary>Tests that nothing else may run beside.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
