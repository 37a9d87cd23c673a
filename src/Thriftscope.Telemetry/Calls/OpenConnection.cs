using System.Diagnostics.Metrics;

namespace Thriftscope.Telemetry;

/// <summary>Counts a connection for as long as it is open. A listener that came meanwhile is not told of its end.</summary>
internal sealed class OpenConnection : IDisposable
{
    private readonly KeyValuePair<string, object?> _transport;
    private UpDownCounter<long>? _counter;

    public OpenConnection(CallInstruments.SideInstruments instruments, string transport)
    {
        _transport = new(SemanticConventions.ThriftTransport, transport);
        if (!instruments.Connections.Enabled)
            return;
        _counter = instruments.Connections;
        Guard.Add(_counter, 1, _transport);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _counter, null) is { } counter)
            Guard.Add(counter, -1, _transport);
    }
}
