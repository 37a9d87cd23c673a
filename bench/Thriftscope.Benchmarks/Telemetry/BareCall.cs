using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Thriftscope.Benchmarks.Telemetry;

/// <summary>A call with its telemetry written by hand: what ours is measured against.</summary>
internal sealed class BareCall
{
    public const long RequestSize = 128;
    public const long ResponseSize = 256;

    private readonly BareSide _client;
    private readonly BareSide _server;

    public BareCall(string name, Listening listening)
    {
        ActivitySource source = new(name);
        Meter meter = new(name);
        _client = new BareSide(ActivityKind.Client, source, meter, ["serialize", "send", "wait", "receive", "deserialize"]);
        _server = new BareSide(ActivityKind.Server, source, meter, ["read", "deserialize", "queue", "handle", "serialize", "send"]);
        listening.Start(name, name);
    }

    public void Run()
    {
        _client.Start(parent: default);
        _server.Start(_client.Context);
        _server.End();
        _client.End();
    }
}
