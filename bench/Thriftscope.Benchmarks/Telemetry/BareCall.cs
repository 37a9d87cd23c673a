using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Thriftscope.Benchmarks.Telemetry;

/// <summary>A call with its telemetry written by hand: what ours is measured against.</summary>
internal sealed class BareCall
{
    public const string Ping = "ping";
    public const long RequestSize = 128;
    public const long ResponseSize = 256;

    private readonly BareSide _client;
    private readonly BareSide _server;

    public BareCall(string name, Listening listening)
        : this(new ActivitySource(name), new Meter(name), Ping) => listening.Start(name, name);

    public BareCall(ActivitySource source, Meter meter, string method)
    {
        _client = new BareSide(ActivityKind.Client, source, meter, method, ["serialize", "send", "wait", "receive", "deserialize"]);
        _server = new BareSide(ActivityKind.Server, source, meter, method, ["read", "deserialize", "queue", "handle", "serialize", "send"]);
    }

    public void Run()
    {
        _client.Start(parent: default);
        _server.Start(_client.Context);
        _server.End();
        _client.End();
    }
}
