using System.Diagnostics;
using System.Diagnostics.Metrics;
using static Thriftscope.Telemetry.SemanticConventions;
using SemanticConventions = Thriftscope.Telemetry.SemanticConventions;

namespace Thriftscope.Benchmarks.Telemetry;

/// <summary>
/// One side of a call, written by hand with nothing but .NET: a span with the tags that ours has, and as many measurements. It
/// takes two timestamps, where ours takes one for each phase; the phases' times are made up.
/// </summary>
internal sealed class BareSide
{
    private readonly ActivityKind _kind;
    private readonly bool _isServer;
    private readonly ActivitySource _source;
    private readonly Histogram<double> _duration;
    private readonly Histogram<long> _requestSize;
    private readonly Histogram<long> _responseSize;
    private readonly UpDownCounter<long> _active;
    private readonly Histogram<double>? _queue;
    private readonly string[] _phases;
    private readonly string _method;
    private readonly KeyValuePair<string, object?>[] _creationTags;
    private readonly KeyValuePair<string, object?>[] _durationTags;
    private readonly KeyValuePair<string, object?>[] _methodTag;
    private Activity? _activity;
    private long _started;

    public BareSide(ActivityKind kind, ActivitySource source, Meter meter, string method, string[] phases)
    {
        _kind = kind;
        _isServer = kind == ActivityKind.Server;
        _source = source;
        _phases = [.. phases.Select(p => ThriftPhasePrefix + p)];
        _method = "PingPong/" + method;
        _creationTags = [new(RpcSystemName, "apache_thrift"), new(RpcMethod, _method), new(ServerAddress, "127.0.0.1"), new(ServerPort, 9090)];
        _methodTag = [new(RpcMethod, _method)];
        _duration = meter.CreateHistogram<double>($"{kind}.duration");
        _requestSize = meter.CreateHistogram<long>($"{kind}.request.size");
        _responseSize = meter.CreateHistogram<long>($"{kind}.response.size");
        _active = meter.CreateUpDownCounter<long>($"{kind}.active_requests");
        if (_isServer)
            _queue = meter.CreateHistogram<double>($"{kind}.queue.duration");
        _durationTags = _isServer ? [.. _creationTags[..2], new(RpcStatusCode, "OK")] : [.. _creationTags, new(RpcStatusCode, "OK")];
    }

    public ActivityContext Context => _activity?.Context ?? default;

    public void Start(ActivityContext parent)
    {
        _started = Stopwatch.GetTimestamp();
        _activity = _source.StartActivity(_method, _kind, parent, _creationTags);
        if (_activity is { IsAllDataRequested: true } activity)
        {
            activity.AddTag(SemanticConventions.ThriftProtocol, "binary");
            activity.AddTag(SemanticConventions.ThriftTransport, "framed");
            activity.AddTag(ThriftMessageType, "call");
            if (_isServer)
            {
                activity.AddTag(NetworkPeerAddress, "127.0.0.1");
                activity.AddTag(NetworkPeerPort, 54321);
            }
        }

        _active.Add(1, _methodTag);
        _queue?.Record(Stopwatch.GetElapsedTime(_started).TotalSeconds, _methodTag);
    }

    public void End()
    {
        _active.Add(-1, _methodTag);
        _duration.Record(Stopwatch.GetElapsedTime(_started).TotalSeconds, _durationTags);
        _requestSize.Record(BareCall.RequestSize, _methodTag);
        _responseSize.Record(BareCall.ResponseSize, _methodTag);
        if (_activity is not { } activity)
            return;
        if (activity.IsAllDataRequested)
        {
            activity.AddTag(RpcStatusCode, "OK");
            activity.AddTag(ThriftRequestSize, BareCall.RequestSize);
            activity.AddTag(ThriftResponseSize, BareCall.ResponseSize);
            foreach (string phase in _phases)
                activity.AddTag(phase, 0.00025);
        }

        activity.Stop();
    }
}
