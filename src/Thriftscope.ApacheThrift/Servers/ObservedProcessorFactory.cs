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
        return _observed.GetValue(processor, Observe);
    }

    public void Dispose()
    {
        foreach ((_, ITAsyncProcessor observed) in _observed)
            (observed as ObservedProcessor)?.Dispose();
    }

    private ITAsyncProcessor Observe(ITAsyncProcessor processor) => processor is ObservedProcessor
        ? processor
        : new ObservedProcessor(instrumentor, processor, ProcessorCatalog.Of(processor), connections);
}
