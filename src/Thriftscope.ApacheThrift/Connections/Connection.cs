using System.Diagnostics;
using System.Runtime.CompilerServices;
using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thrift.Transport;
using Thrift.Transport.Client;
using Thriftscope.ApacheThrift.Calls;
using Thriftscope.ApacheThrift.Headers;
using Thriftscope.ApacheThrift.Protocols;
using Thriftscope.ApacheThrift.Servers;
using Thriftscope.ApacheThrift.Sessions;
using Thriftscope.ApacheThrift.Transports;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Connections;

/// <summary>
/// One connection, at either end of it: the exchanges that are under way, and the layers that have been put into the program's own
/// protocol and transport objects to see them pass.
/// </summary>
internal sealed class Connection
{
    // Protocols that are observed one by one, as by a factory, belong together by what they read from and write to.
    private static readonly ConditionalWeakTable<TTransport, Connection> ByEndpoint = [];

    private readonly ThriftInstrumentor _instrumentor;
    private readonly PendingCalls _pending = new();
    private readonly Layers _layers;
    private readonly TTransport _endpoint;
    private readonly int _overhead;
    private PeerAddress? _address;
    private MethodTelemetryCache? _methods;
    private (ObservedProtocol Input, ObservedProtocol Output)? _observed;
    private ObservedTransport? _reader;
    private string _closeReason = "client_closed";
    private ClientConnectionCount? _counted;
    private long _firstUnread;
    private int _users;
    private bool _isServer;

    private Connection(ThriftInstrumentor instrumentor, TProtocol output, TTransport endpoint)
    {
        _instrumentor = instrumentor;
        _layers = new Layers(this);
        _endpoint = endpoint;
        TTransport transport = ProtocolStack.Innermost(output).Transport;
        Protocol = ProtocolStack.NameOf(output);
        Transport = TransportStack.NameOf(transport);
        Headers = IsHttp ? null : SharedTransports.Find(transport);
        FlushNeedsActivity = endpoint is not (TStreamTransport or TNamedPipeTransport or TMemoryBufferTransport);
        _overhead = TransportStack.IsFramed(transport) ? TransportStack.FrameHeaderSize : 0;
    }

    public CallInstrumentation Instrumentation => _instrumentor.Instrumentation;

    public MessageClock Clock { get; } = new();

    public string Protocol { get; private set; }

    public string Transport { get; private set; }

    public bool IsHttp => Transport == TransportStack.Http;

    /// <summary>
    /// Whether a flush may look at the current activity: HTTP's does, and a transport of the program's own may.
    /// </summary>
    public bool FlushNeedsActivity { get; }

    /// <summary>The transport that carries headers beside each message, if there is one.</summary>
    public THeaderTransport? Headers { get; }

    /// <summary>The bytes that the transport adds to the message that was written last.</summary>
    public int WriteOverhead => Headers?.WriteOverhead ?? _overhead;

    /// <summary>The size of the message that is being read, as far as it has been.</summary>
    public long SizeRead => _reader is null ? 0 : _reader.BytesRead - _firstUnread + (Headers?.ReadOverhead ?? _overhead);

    /// <summary>The exchange that the next flush sends a message of.</summary>
    public Exchange? Outgoing { get; private set; }

    /// <summary>The request that is being served.</summary>
    public ServerExchange? Serving { get; private set; }

    /// <summary>What the client has agreed on with the server that this is, if it has asked.</summary>
    public ServerSession? Session { get; set; }

    /// <summary>Whether the server that this is a client of has been asked for a session.</summary>
    public bool HasAsked { get; set; }

    /// <summary>What it has granted.</summary>
    public ClientSession? Granted { get; set; }

    /// <summary>What replies are written to, where requests are read from another protocol.</summary>
    public TProtocol? Output => _observed?.Output.Inner;

    /// <summary>Whether the connection was accepted by one of Apache's servers.</summary>
    public bool IsServedByTServer { get; private set; }

    /// <summary>Hears that the transport is disposed of.</summary>
    public Action? TransportDisposed { get; set; }

    public PeerAddress Address => _address ?? FindAddress();

    /// <summary>The other end, for logs.</summary>
    public string? PeerName => Address.PeerName is { } name ? PeerText.Address(name, Address.PeerPort) : null;

    public string CloseReason => _closeReason;

    /// <summary>The protocols that a processor gets in place of the connection's own: most connections use the same two all the time.</summary>
    public (TProtocol Input, TProtocol Output) ObservedAs(TProtocol input, TProtocol output, IServiceCatalog services)
    {
        // Made by a factory that is observed.
        if (ProtocolStack.Find<ObservedProtocol>(input) is not null && ProtocolStack.Find<ObservedProtocol>(output) is not null)
            return (input, output);
        if (_observed is not { } observed || observed.Input.Inner != input || observed.Output.Inner != output || observed.Input.Services != services)
        {
            _observed = observed = (
                new ObservedProtocol(Plain(input), this, services, isFlushed: false),
                new ObservedProtocol(Plain(output), this, services, isFlushed: true));
        }

        return observed;

        static TProtocol Plain(TProtocol protocol) => protocol is ObservedProtocol half ? half.Inner : protocol;
    }

    /// <summary>Observes a connection, or one more user of a connection that is observed already.</summary>
    public static Connection Observe(ThriftInstrumentor instrumentor, TProtocol input, TProtocol output, bool isServer, bool isServedByTServer = false)
    {
        TTransport endpoint = TransportStack.Endpoint(ProtocolStack.Innermost(output).Transport);
        lock (ByEndpoint)
        {
            if (!ByEndpoint.TryGetValue(endpoint, out Connection? connection))
            {
                connection = new Connection(instrumentor, output, endpoint);
                ByEndpoint.Add(endpoint, connection);
            }

            connection._layers.Add(input, isRead: true);
            connection._layers.Add(output, isRead: false);
            if (isServer)
                connection.BecomeServer();
            connection.IsServedByTServer |= isServedByTServer;
            connection._users++;
            return connection;
        }
    }

    /// <summary>One user of the connection has gone; after the last, the program's objects are as they were.</summary>
    public void Release()
    {
        lock (ByEndpoint)
        {
            if (--_users > 0)
                return;
            _ = ByEndpoint.Remove(_endpoint);
            _layers.Remove();
        }

        Closed();
    }

    /// <summary>The connection is closed: its calls can't be answered any more.</summary>
    public void Closed()
    {
        foreach (ClientExchange call in _pending.All())
            call.Abandon();
        Serving?.Abandon();
        Uncount();
    }

    /// <summary>Counts a client's connection while it is open, as far as can be seen: the program may close the transport itself.</summary>
    public void CountIfOpen()
    {
        if (!_endpoint.IsOpen)
            Uncount();
        else if (!IsHttp)
            _counted ??= new ClientConnectionCount(Instrumentation, Transport, PeerName ?? "");
    }

    public MethodTelemetry MethodOf(ActivityKind kind, string service, string method, bool isOneway, bool isKnown)
    {
        PeerAddress address = Address;
        MethodTelemetryCache methods = _methods ?? _instrumentor.MethodsAt(kind, Protocol, Transport, address.ServerAddress, address.ServerPort);
        if (_address is not null)
            _methods = methods;
        return isKnown
            ? methods.Get(Instrumentation, service, method, isOneway)
            : methods.Unknown(Instrumentation, service, method, isOneway);
    }

    /// <summary>The server's end turns out to be a web server's request: its streams do not tell.</summary>
    public void ServeOverHttp()
    {
        if (!IsHttp)
            (Transport, _methods) = (TransportStack.Http, null);
    }

    /// <summary>A client writes a request.</summary>
    public ClientExchange? BeginCall(TMessage message, ClientNames names, ObservedTransport writer)
    {
        // The call before was never finished: generated code threw where nobody could see it.
        (Outgoing as ClientExchange)?.Abandon();
        bool isRecorded = Instrumentation.ListensToClients;
        Activity? current = Activity.Current;
        if (!isRecorded && current is null)
            return null;
        CountIfOpen();
        ClientCall? call = null;
        ServedMethod method = names.Resolve(message.Name ?? "");
        if (isRecorded)
        {
            bool isOneway = message.Type == TMessageType.Oneway;
            call = ClientCall.Start(Instrumentation, MethodOf(ActivityKind.Client, method.Service, method.Name, isOneway, isKnown: true));
            call?.SetPeer(Address.PeerName, Address.PeerPort);
        }

        ClientExchange exchange = new(this, call, message, method, writer);
        // The span is not to become the parent of what the caller does next.
        Activity.Current = current;
        _pending.Add(exchange)?.Abandon();
        Outgoing = exchange;
        return exchange;
    }

    /// <summary>A server writes a reply.</summary>
    public ServerExchange? BeginReply(TMessage message, ObservedTransport writer)
    {
        Serving?.ReplyBegins(message, writer);
        Outgoing = Serving;
        return Serving;
    }

    /// <summary>A message is about to be read.</summary>
    /// <returns>The exchange that it belongs to, as far as that is known before it has come.</returns>
    public Exchange? AwaitMessage(ObservedTransport reader)
    {
        ReadFrom(reader);
        _firstUnread = reader.BytesRead;
        // Generated code has given up the reply before, where nobody could see it.
        while (_pending.Oldest is { IsAnswered: true } undecoded)
            undecoded.Abandon();
        // The handler of a request before has thrown where nobody could see it.
        Serving?.Abandon();
        return Serving ?? (Exchange?)_pending.Oldest;
    }

    /// <summary>Where the bytes of the message that comes next are counted.</summary>
    public void ReadFrom(ObservedTransport reader) => _reader = reader;

    public ClientExchange? ReplyArrived(TMessage reply)
    {
        ClientExchange? call = _pending.Match(reply.SeqID);
        call?.ReplyBegins(reply);
        return call;
    }

    /// <summary>A request has come: to a processor that is observed, or just to a protocol that is.</summary>
    public ServerExchange? RequestArrived(TMessage request, IServiceCatalog services)
    {
        if (Serving is null && Instrumentation.ListensToServers)
        {
            BecomeServer();
            _ = BeginServing(services, isProcessed: false);
        }

        NoteFormat();
        Serving?.RequestBegins(request);
        return Serving;
    }

    public ServerExchange BeginServing(IServiceCatalog services, bool isProcessed) => Serving = new ServerExchange(this, services, isProcessed);

    /// <summary>Gets ready for the next request.</summary>
    public void AwaitRequest()
    {
        Serving = null;
        AwaitAnother();
    }

    /// <summary>What has been read was no request of the program's: gets ready for the one that the exchange is about.</summary>
    public void AwaitAnother()
    {
        _firstUnread = _reader?.BytesRead ?? 0;
        Clock.Reset(wanted: Instrumentation.ListensToServers);
    }

    /// <summary>Whether a client that asks for a dialect gets it.</summary>
    public bool Grants(ThriftContextDialect dialect) => SessionProbe.CanBeSpoken(dialect, this) && Instrumentation.Options.Context.Reads(dialect);

    /// <summary>What a client is to ask its server for.</summary>
    public ThriftContextDialect? DialectToAskFor()
    {
        if (Instrumentation.Options.Context.Write is not { } written)
            return null;
        return IsWritten(ThriftContextDialects.ThriftPy) ? ThriftContextDialects.ThriftPy
            : IsWritten(ThriftContextDialects.Finagle) ? ThriftContextDialects.Finagle
            : null;

        bool IsWritten(ThriftContextDialect dialect) => written.Contains(dialect) && SessionProbe.CanBeSpoken(dialect, this);
    }

    public void Sent(Exchange exchange)
    {
        if (Outgoing == exchange)
            Outgoing = null;
    }

    public void Forget(Exchange exchange)
    {
        Sent(exchange);
        if (exchange is ClientExchange call)
            _pending.Remove(call);
        if (exchange is ServerExchange { IsProcessed: false } && Serving == exchange)
            Serving = null;
    }

    /// <summary>The connection ends: a frame that was refused, or never became whole, has not reached any processor.</summary>
    public void RejectUnserved()
    {
        if (!Clock.IsHeldUp)
            return;
        if (Headers?.Refusal is { } refusal)
        {
            _closeReason = "protocol_error";
            Instrumentation.Reject(Outcomes.RejectionOf(refusal), PeerName, PeerText.Bounded(refusal.Message));
            return;
        }

        // Where frames are read out of a buffer, it can't be told how far that got.
        (string reason, _closeReason) = Clock.FrameReads switch
        {
            0 => ("invalid_data", "protocol_error"),
            1 => ("too_large", "protocol_error"),
            _ => ("truncated", "connection_lost"),
        };
        Instrumentation.Reject(reason, PeerName, "its frame never became a whole message");
    }

    /// <summary>Notes why the connection is about to be closed.</summary>
    public void Failed(Exception exception) => _closeReason = exception switch
    {
        TProtocolException => "protocol_error",
        OperationCanceledException => "server_stopped",
        _ => "connection_lost",
    };

    // Where there may be headers, each request tells how it comes.
    private void NoteFormat()
    {
        if (Headers?.CallFormat is { } format && (format.ProtocolName, format.TransportName) is var names && names != (Protocol, Transport))
            (Protocol, Transport, _methods) = (names.ProtocolName, names.TransportName, null);
    }

    // A protocol does not tell before a request is read from it.
    private void BecomeServer()
    {
        if (!_isServer)
            (_isServer, _address, _methods) = (true, null, null);
    }

    private void Uncount()
    {
        _counted?.Dispose();
        _counted = null;
    }

    private PeerAddress FindAddress()
    {
        PeerAddress address = _isServer ? PeerAddress.OfServer(_endpoint) : PeerAddress.OfClient(_endpoint);
        // A socket that is not connected yet will tell more.
        if (address.PeerName is not null)
            _address = address;
        return address;
    }
}
