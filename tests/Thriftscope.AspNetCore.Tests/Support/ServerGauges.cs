using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Thriftscope.AspNetCore.Tests.Support;

/// <summary>
/// Follows the process's <c>thrift.server.connections</c> and <c>thrift.server.active_requests</c>: tests that use this run alone, in the
/// collection <see cref="Alone"/>.
/// </summary>
internal sealed class ServerGauges : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _connections;
    private long _mostConnections;
    private long _requests;

    public ServerGauges()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "Thriftscope", Name: "thrift.server.connections" or "thrift.server.active_requests" })
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            if (instrument.Name == "thrift.server.active_requests")
            {
                _ = Interlocked.Add(ref _requests, value);
                return;
            }

            long now = Interlocked.Add(ref _connections, value);
            long most = Volatile.Read(ref _mostConnections);
            while (now > most && Interlocked.CompareExchange(ref _mostConnections, now, most) is var seen && seen != most)
                most = seen;
        });
        _listener.Start();
    }

    public long Connections => Volatile.Read(ref _connections);

    public long MostConnections => Volatile.Read(ref _mostConnections);

    public long Requests => Volatile.Read(ref _requests);

    public Task WaitForNoneAsync() => InTimeExtensions.Eventually(
        () => Connections == 0 && Requests == 0, $"no connections ({Connections}) and no requests ({Requests})");

    public void Dispose() => _listener.Dispose();
}
