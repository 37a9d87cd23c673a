using System.Diagnostics;
using System.Diagnostics.Metrics;
using Thrift.Processor;
using Thrift.Protocol;
using Thriftscope.Benchmarks.Apache;
using Thriftscope.Benchmarks.Telemetry;

namespace Thriftscope.Benchmarks.Instrumented;

/// <summary>
/// Telemetry of a program's own around each call and each request: the tags and measurements that ours has. The trace context does
/// not cross the connection, so the server's spans begin traces of their own.
/// </summary>
internal sealed class HandWritten
{
    private readonly BareSide _client;
    private readonly BareSide _server;

    public HandWritten(string name, Listening listening)
    {
        ActivitySource source = new(name);
        Meter meter = new(name);
        _client = new BareSide(ActivityKind.Client, source, meter, BareCall.Ping, ["serialize", "send", "wait", "receive", "deserialize"]);
        _server = new BareSide(ActivityKind.Server, source, meter, BareCall.Ping, ["read", "deserialize", "queue", "handle", "serialize", "send"]);
        listening.Start(name, name);
    }

    public async Task PingAsync(PingPong.Client client)
    {
        _client.Start(parent: default);
        _ = await client.ping();
        _client.End();
    }

    public ITAsyncProcessor Around(ITAsyncProcessor processor) => new Processor(_server, processor);

    private sealed class Processor(BareSide server, ITAsyncProcessor inner) : ITAsyncProcessor
    {
        public async Task<bool> ProcessAsync(TProtocol iprot, TProtocol oprot, CancellationToken cancellationToken = default)
        {
            server.Start(parent: default);
            bool goesOn = await inner.ProcessAsync(iprot, oprot, cancellationToken);
            server.End();
            return goesOn;
        }
    }
}
