using System.Diagnostics;
using HdrHistogram;

namespace Thriftscope.Cli.Demo;

/// <summary>The calls of one method, from its client spans.</summary>
internal sealed class MethodStatistics(string name)
{
    private const long MaxMicroseconds = 3_600_000_000;
    private const int RateSeconds = 5;

    private readonly LongHistogram _microseconds = new(MaxMicroseconds, numberOfSignificantValueDigits: 3);
    private readonly Queue<long> _recent = new();
    private readonly long _created = Stopwatch.GetTimestamp();
    private long _calls;
    private long _errors;
    private long _requestBytes;
    private long _responseBytes;

    public string Name => name;

    public void Add(Activity span)
    {
        _calls++;
        _recent.Enqueue(Stopwatch.GetTimestamp());
        ForgetOld();
        if (span.Status == ActivityStatusCode.Error)
            _errors++;
        _microseconds.RecordValue(Math.Clamp((long)span.Duration.TotalMicroseconds, 1, MaxMicroseconds));
        _requestBytes += span.GetTagItem("thrift.request.size") as long? ?? 0;
        _responseBytes += span.GetTagItem("thrift.response.size") as long? ?? 0;
    }

    public MethodRow Take()
    {
        ForgetOld();
        double seconds = Math.Clamp(Stopwatch.GetElapsedTime(_created).TotalSeconds, 1, RateSeconds);
        return new MethodRow(name, _calls, _errors, _recent.Count / seconds, Percentile(50), Percentile(95), Percentile(99), _requestBytes, _responseBytes);
    }

    private TimeSpan Percentile(double percentile) => TimeSpan.FromMicroseconds(_microseconds.GetValueAtPercentile(percentile));

    private void ForgetOld()
    {
        while (_recent.TryPeek(out long time) && Stopwatch.GetElapsedTime(time).TotalSeconds > RateSeconds)
            _ = _recent.Dequeue();
    }
}
