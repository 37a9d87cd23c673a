using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Connections;

/// <summary>
/// Counts a client's connection. A program may close its transport behind our back, or just drop it: then the count ends with the
/// collection of the client.
/// </summary>
internal sealed class ClientConnectionCount(CallInstruments instruments, string transport) : IDisposable
{
    private readonly OpenConnection _counted = new(instruments.Client, transport);

    // What a finalizer throws would end the process.
    ~ClientConnectionCount() => Contained.Run(_counted, static c => c.Dispose());

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _counted.Dispose();
    }
}
