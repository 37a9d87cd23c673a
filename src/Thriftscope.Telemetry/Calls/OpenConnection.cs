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
        Add(_counter, 1);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _counter, null) is { } counter)
            Add(counter, -1);
    }

    private void Add(UpDownCounter<long> counter, int change)
    {
        try
        {
            counter.Add(change, _transport);
        }
        catch (Exception e)
        {
            // A listener threw.
            ThriftscopeEventSource.Log.CallbackFailed(nameof(OpenConnection), e);
        }
    }
}
