using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Thrift;
using Thrift.Processor;
using Thrift.Protocol;
using Thrift.Server;
using Thrift.Transport;
using Thriftscope.ApacheThrift.Connections;
using Thriftscope.ApacheThrift.Generated;
using Thriftscope.ApacheThrift.Protocols;
using Thriftscope.ApacheThrift.Servers;
using Thriftscope.ApacheThrift.Transports;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift;

/// <summary>
/// Observes clients and servers built on Apache Thrift's own package: each call leaves a span, metrics and, when it failed, a log,
/// and carries the trace context. The forms without an instance, such as <c>ThriftInstrumentor.Instrument(server)</c>, use the
/// program's own options; an instance has its own.
/// </summary>
/// <remarks>
/// Instrumenting what is instrumented already does nothing. No method here changes what a call returns, throws or sends, but for the
/// trace context; what fails in the telemetry itself is reported through the event source <c>Thriftscope</c>.
/// </remarks>
[SuppressMessage("Performance", "CA1822", Justification = "The static forms have the same signatures: they are extension members.")]
public sealed class ThriftInstrumentor : IDisposable
{
    private const int MaxEndpoints = 1000;

    private static readonly ConditionalWeakTable<TServer, ServerConnections> Servers = [];
    private static readonly ConditionalWeakTable<TBaseClient, ObservedClient> Clients = [];

    private readonly CallInstruments? _ownInstruments;
    private readonly ConcurrentDictionary<(ActivityKind Kind, string Protocol, string Transport, string? Address, int? Port), MethodTelemetryCache> _methods = new();

    /// <summary>Makes an instrumentor with settings of its own.</summary>
    /// <param name="options">What is recorded, and how; by default what the program has set up for all its clients and servers.</param>
    /// <param name="loggerFactory">Where calls and connections are logged; by default what the program has set up.</param>
    /// <param name="sourceName">
    /// The name of an activity source and a meter of its own, for providers that subscribe to this name only. By default those of
    /// <see cref="ThriftInstrumentation"/> are used.
    /// </param>
    public ThriftInstrumentor(ThriftInstrumentationOptions? options = null, ILoggerFactory? loggerFactory = null, string? sourceName = null)
    {
        if (sourceName is not null)
            _ownInstruments = new CallInstruments(sourceName, sourceName, sourceName + ".Phases");
        Instrumentation = new CallInstrumentation(_ownInstruments ?? CallInstruments.Shared, options, loggerFactory);
    }

    /// <summary>The instrumentor behind the forms without an instance.</summary>
    internal static ThriftInstrumentor Shared { get; } = new();

    internal CallInstrumentation Instrumentation { get; }

    /// <summary>
    /// Takes a client or server that has just been constructed. Calls of this method are put into Apache Thrift's library by the
    /// weaver; no program needs to write one.
    /// </summary>
    /// <param name="constructed">A <see cref="TBaseClient"/> or a <see cref="TServer"/>.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Announce(object constructed) => Announcements.Add(constructed);

    /// <summary>
    /// Observes every client and server of the program, those that exist already and those to come. The program's copy of Apache
    /// Thrift's library must announce them: reference the package <c>Thriftscope.ApacheThrift.Auto</c>, or start the program with
    /// <c>thriftscope run</c>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The program's copy of Apache Thrift's library announces nothing.</exception>
    public void Instrument() => Announcements.SwitchOn(this);

    /// <summary>Ends what <see cref="Instrument()"/> began, and restores the original objects.</summary>
    public void Uninstrument() => Announcements.SwitchOff(this);

    /// <summary>
    /// Observes a server: the object itself, before it serves or while it does. Connections that are open already are observed from
    /// their next request on.
    /// </summary>
    /// <param name="server">Any of Apache's servers, or one derived from <see cref="TServer"/>.</param>
    /// <exception cref="InvalidOperationException">This version of Apache Thrift's library is not supported.</exception>
    public void Instrument(TServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        ApacheFields.Require();
        lock (Servers)
        {
            if (Servers.TryGetValue(server, out _))
                return;
            ServerConnections connections = new(this, ofTServer: true);
            Servers.Add(server, connections);
            ref ITProcessorFactory factory = ref ApacheFields.ProcessorFactory(server);
            ObservedProcessorFactory observed = new(this, factory, connections);
            factory = observed;
            connections.Follow(server);
            observed.ObserveOpenConnections();
        }
    }

    /// <summary>Observes a client: the object itself.</summary>
    /// <param name="client">A client from Apache's compiler.</param>
    /// <exception cref="InvalidOperationException">This version of Apache Thrift's library is not supported.</exception>
    public void Instrument(TBaseClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        ApacheFields.Require();
        lock (Clients)
        {
            if (!Clients.TryGetValue(client, out _))
                Clients.Add(client, ObservedClient.Attach(this, client));
        }
    }

    /// <summary>Puts an observer around a processor, for servers that are not derived from <see cref="TServer"/>.</summary>
    /// <param name="processor">A generated processor, a multiplexed one, or one of the program's own around either.</param>
    /// <param name="serviceName">The service's name in telemetry; by default that of the generated type.</param>
    /// <returns>The processor to serve with.</returns>
    /// <exception cref="InvalidOperationException">This version of Apache Thrift's library is not supported.</exception>
    public ITAsyncProcessor Instrument(ITAsyncProcessor processor, string? serviceName = null)
    {
        ArgumentNullException.ThrowIfNull(processor);
        ApacheFields.Require();
        return processor is ObservedProcessor
            ? processor
            : new ObservedProcessor(this, processor, ProcessorCatalog.Of(processor, serviceName), new ServerConnections(this, ofTServer: false));
    }

    /// <summary>Puts an observer around every processor of a factory.</summary>
    /// <param name="factory">The factory to observe.</param>
    /// <returns>The factory to serve with.</returns>
    /// <exception cref="InvalidOperationException">This version of Apache Thrift's library is not supported.</exception>
    public ITProcessorFactory Instrument(ITProcessorFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ApacheFields.Require();
        return factory is ObservedProcessorFactory
            ? factory
            : new ObservedProcessorFactory(this, factory, new ServerConnections(this, ofTServer: true));
    }

    /// <summary>
    /// Puts an observer around a protocol: calls that are written to it are a client's, requests that are read from it a server's.
    /// </summary>
    /// <param name="protocol">The protocol; it may have a <see cref="TMultiplexedProtocol"/> above or below.</param>
    /// <param name="serviceName">The service's name in telemetry, which a protocol does not tell unless it is multiplexed.</param>
    /// <returns>The protocol to construct clients with.</returns>
    /// <exception cref="InvalidOperationException">This version of Apache Thrift's library is not supported.</exception>
    public TProtocol Instrument(TProtocol protocol, string? serviceName = null)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        ApacheFields.Require();
        if (ProtocolStack.Find<ObservedProtocol>(protocol) is not null)
            return protocol;
        Connection connection = Connection.Observe(this, protocol, protocol, isServer: false);
        return new ObservedProtocol(protocol, connection, new ClientNames(protocol, service: null, serviceName), isFlushed: true);
    }

    /// <summary>Puts an observer around every protocol of a factory.</summary>
    /// <param name="factory">The factory to observe.</param>
    /// <param name="serviceName">The service's name in telemetry.</param>
    /// <returns>The factory to make protocols with.</returns>
    /// <exception cref="InvalidOperationException">This version of Apache Thrift's library is not supported.</exception>
    public TProtocolFactory Instrument(TProtocolFactory factory, string? serviceName = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ApacheFields.Require();
        return factory as ObservedProtocolFactory ?? new ObservedProtocolFactory(this, factory, serviceName);
    }

    /// <summary>
    /// Puts an observer around every transport of a factory, for protocols on it that are observed: they count its bytes and see its
    /// flushes. By itself it records nothing.
    /// </summary>
    /// <param name="factory">The factory to observe.</param>
    /// <returns>The factory to make transports with.</returns>
    /// <exception cref="InvalidOperationException">This version of Apache Thrift's library is not supported.</exception>
    public TTransportFactory Instrument(TTransportFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ApacheFields.Require();
        return factory as ObservedTransportFactory ?? new ObservedTransportFactory(factory);
    }

    /// <summary>Observes a server no more. Its handler, processor factory and event handler are the original objects again.</summary>
    /// <param name="server">A server; one that is not observed is left alone.</param>
    public void Uninstrument(TServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        lock (Servers)
        {
            if (!Servers.TryGetValue(server, out ServerConnections? connections))
                return;
            _ = Servers.Remove(server);
            ref ITProcessorFactory factory = ref ApacheFields.ProcessorFactory(server);
            connections.Stop(server);
            if (factory is not ObservedProcessorFactory observed)
                return;
            factory = observed.Inner;
            observed.Dispose();
        }
    }

    /// <summary>Observes a client no more. Its protocols and their transports are the original objects again.</summary>
    /// <param name="client">A client; one that is not observed is left alone.</param>
    public void Uninstrument(TBaseClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        lock (Clients)
        {
            if (!Clients.TryGetValue(client, out ObservedClient? observed))
                return;
            _ = Clients.Remove(client);
            observed.Detach(client);
        }
    }

    /// <summary>Disposes the activity source and the meter, where the instrumentor has its own.</summary>
    public void Dispose() => _ownInstruments?.Dispose();

    internal MethodTelemetryCache MethodsAt(ActivityKind kind, string protocol, string transport, string? address, int? port)
    {
        var endpoint = (kind, protocol, transport, address, port);
        if (_methods.TryGetValue(endpoint, out MethodTelemetryCache? methods))
            return methods;
        // Clients may call any number of short-lived endpoints. A connection keeps what it has got.
        if (_methods.Count >= MaxEndpoints)
            _methods.Clear();
        return _methods.GetOrAdd(endpoint, new MethodTelemetryCache(kind, protocol, transport, address, port));
    }
}
