using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Connections;

/// <summary>
/// Counts a client's connection. A program may close its transport behind our back, or just drop it: then the count ends with the
/// collection of the client.
/// </summary>
internal sealed class ClientConnectionCount(CallInstruments instruments, string transport) : IDisposable
{
    private readonly OpenConnection _counted = new(instruments.Client, transport);

    ~ClientConnectionCount() => _counted.Dispose();

    public void Dispose()
    {
        _counted.Dispose();
        GC.SuppressFinalize(this);
    }
}
