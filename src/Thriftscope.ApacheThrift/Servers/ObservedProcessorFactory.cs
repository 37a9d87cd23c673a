using System.Runtime.CompilerServices;
using Thrift.Processor;
using Thrift.Server;
using Thrift.Transport;

namespace Thriftscope.ApacheThrift.Servers;

/// <summary>Observes every processor that a factory gives out.</summary>
internal sealed class ObservedProcessorFactory(ThriftInstrumentor instrumentor, ITProcessorFactory inner, ServerConnections connections)
    : ITProcessorFactory, IDisposable
{
    private readonly ConditionalWeakTable<ITAsyncProcessor, ITAsyncProcessor> _observed = [];

    public ITProcessorFactory Inner => inner;

    public ITAsyncProcessor GetAsyncProcessor(TTransport trans, TServer? baseServer = null)
    {
        // A server asks for its processor as it accepts a connection, and for its event handler right after.
        if (baseServer is not null && connections.AreObserved)
            connections.Follow(baseServer);
        ITAsyncProcessor processor = inner.GetAsyncProcessor(trans, baseServer);
        return ObservedOf(processor);
    }

    public void Dispose()
    {
        foreach ((_, ITAsyncProcessor observed) in _observed)
            (observed as ObservedProcessor)?.Dispose();
    }

    /// <summary>Observes the requests of connections that are open already.</summary>
    public void ObserveOpenConnections()
    {
        // Another factory may want to know the connection that it makes a processor for.
        if (inner is TSingletonProcessorFactory)
            _ = ObservedOf(inner.GetAsyncProcessor(null!, null!));
    }

    private ITAsyncProcessor ObservedOf(ITAsyncProcessor processor)
    {
        if (_observed.TryGetValue(processor, out ITAsyncProcessor? observed))
            return observed;
        // The table may make two values for one key and drop one, whose hooks would stay in the processor.
        lock (_observed)
            return _observed.GetValue(processor, Observe);
    }

    private ITAsyncProcessor Observe(ITAsyncProcessor processor)
    {
        if (processor is ObservedProcessor)
            return processor;
        ProcessorCatalog services = ProcessorCatalog.Of(processor);
        ObservedProcessor observed = new(instrumentor, processor, services, connections);
        // A processor of one connection has none that was open before.
        if (inner is TSingletonProcessorFactory)
            services.HookMethods(observed);
        return observed;
    }
}
