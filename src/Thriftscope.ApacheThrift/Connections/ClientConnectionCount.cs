using System.Diagnostics;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Connections;

/// <summary>
/// Counts a client's connection. A program may close its transport behind our back, or just drop it: then the count ends with the
/// collection of the client.
/// </summary>
internal sealed class ClientConnectionCount : IDisposable
{
    private readonly CallInstrumentation _instrumentation;
    private readonly string _server;
    private readonly OpenConnection _counted;
    private readonly long _opened = Stopwatch.GetTimestamp();

    public ClientConnectionCount(CallInstrumentation instrumentation, string transport, string server)
    {
        (_instrumentation, _server) = (instrumentation, server);
        _counted = new OpenConnection(instrumentation.Instruments.Client, transport);
        Guard.Log(() => ConnectionLog.ClientOpened(instrumentation.Loggers.Connections, server, transport));
    }

    // What a finalizer throws would end the process.
    ~ClientConnectionCount() => Contained.Run(_counted, static c => c.Dispose());

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _counted.Dispose();
        Guard.Log(() => ConnectionLog.ClientClosed(
            _instrumentation.Loggers.Connections, _server, Stopwatch.GetElapsedTime(_opened).TotalSeconds, "the program closed it, or it was lost"));
    }
}
