using System.Diagnostics;
using System.Runtime.CompilerServices;
using Thrift.Protocol;
using Thrift.Server;
using Thrift.Transport;
using Thriftscope.ApacheThrift.Connections;
using Thriftscope.ApacheThrift.Transports;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Servers;

/// <summary>The connections of one server, or of one processor that something else serves.</summary>
internal sealed class ServerConnections(ThriftInstrumentor instrumentor, bool ofTServer)
{
    // By the transport that the server itself has for the requests of the connection.
    private readonly ConditionalWeakTable<TTransport, ServedConnection> _connections = [];

    /// <summary>Whether requests are still to be observed: connections that are open outlive the end of it.</summary>
    public bool AreObserved { get; private set; } = true;

    public Connection Of(TProtocol input, TProtocol output) => Find(input.Transport)?.Connection ?? Open(input, output, isCounted: false);

    public bool Has(TProtocol input) => Find(input.Transport) is not null;

    /// <summary>Whether something stands before the messages of a connection, which the program can't read itself.</summary>
    public bool HaveSession(TProtocol input) => Find(input.Transport) is { Connection.Session: not null };

    /// <summary>Hears of a server's connections from now on, besides whoever else does.</summary>
    public void Follow(TServer server)
    {
        if (server.GetEventHandler() is not ObservedServerEvents)
            server.SetEventHandler(new ObservedServerEvents(this, server.GetEventHandler()));
    }

    public void Stop(TServer server)
    {
        AreObserved = false;
        if (server.GetEventHandler() is ObservedServerEvents events)
            server.SetEventHandler(events.Inner);
        foreach ((TTransport transport, _) in _connections)
            Close(transport);
    }

    public void Opened(TProtocol input, TProtocol output)
    {
        if (AreObserved)
            Contained.Run((Connections: this, input, output), static s => s.Connections.Open(s.input, s.output, isCounted: true));
    }

    /// <summary>A request has begun to come.</summary>
    public void Arrived(TTransport transport) => Find(transport)?.Connection.Clock.NoteFirstByte();

    /// <summary>A request is not observed: when its first byte came is not the next one's business.</summary>
    public void Skip(TTransport transport) => Find(transport)?.Connection.Clock.Reset(wanted: false);

    /// <summary>Puts the program's objects back as they were, and records how long the connection was open.</summary>
    public void Close(TTransport transport)
    {
        if (Find(transport) is not { } served || !_connections.Remove(TransportStack.Original(transport)))
            return;
        if (AreObserved)
            Contained.Run(served.Connection, static c => c.RejectUnserved());
        served.Connection.Release();
        if (served.Counted is not null)
            Contained.Run((Connections: this, served), static s => s.Connections.Record(s.served));
    }

    private void Record(ServedConnection served)
    {
        served.Counted!.Dispose();
        Connection connection = served.Connection;
        double duration = Stopwatch.GetElapsedTime(served.Opened).TotalSeconds;
        Guard.Record(
            instrumentor.Instrumentation.Instruments.ConnectionDuration,
            duration,
            new KeyValuePair<string, object?>(SemanticConventions.ThriftCloseReason, connection.CloseReason));
        Guard.Log(() => ConnectionLog.ServerClosed(instrumentor.Instrumentation.Loggers.Connections, connection.PeerName, duration, connection.CloseReason));
    }

    private ServedConnection? Find(TTransport transport) => _connections.TryGetValue(TransportStack.Original(transport), out ServedConnection? served) ? served : null;

    private Connection Open(TProtocol input, TProtocol output, bool isCounted)
    {
        Connection connection = Connection.Observe(instrumentor, input, output, isServer: true, ofTServer);
        connection.AwaitRequest();
        // Should the server's event handler have been replaced meanwhile, nobody tells of the connection's end but its protocol.
        TTransport transport = TransportStack.Original(input.Transport);
        connection.TransportDisposed = () => Close(transport);
        OpenConnection? counted = null;
        if (isCounted)
        {
            counted = new OpenConnection(instrumentor.Instrumentation.Instruments.Server, connection.Transport);
            Guard.Log(() => ConnectionLog.ServerOpened(instrumentor.Instrumentation.Loggers.Connections, connection.PeerName));
        }

        _connections.AddOrUpdate(transport, new ServedConnection(connection, counted, Stopwatch.GetTimestamp()));
        return connection;
    }

    private sealed record ServedConnection(Connection Connection, OpenConnection? Counted, long Opened);
}
