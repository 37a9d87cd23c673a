using Microsoft.Extensions.Logging;
using Thrift;
using Thrift.Processor;
using Thrift.Protocol;
using Thrift.Server;
using Thrift.Transport;
using Thriftscope.ApacheThrift;
using Thriftscope.Telemetry;

namespace ApacheGuide;

/// <summary>One line for each of Apache's parts.</summary>
static class Parts
{
    public static ITAsyncProcessor Processor(ITAsyncProcessor processor) =>
        ThriftInstrumentor.Instrument(processor);

    public static ITAsyncProcessor NamedProcessor(ITAsyncProcessor processor) =>
        ThriftInstrumentor.Instrument(processor, "Weather");

    public static ITProcessorFactory ProcessorFactory(ITProcessorFactory processors) =>
        ThriftInstrumentor.Instrument(processors);

    public static TProtocol Protocol(TTransport transport) =>
        ThriftInstrumentor.Instrument(new TBinaryProtocol(transport), "Weather");

    public static TProtocolFactory ProtocolFactory() =>
        ThriftInstrumentor.Instrument(new TBinaryProtocol.Factory(), "Weather");

    public static TTransportFactory TransportFactory() =>
        ThriftInstrumentor.Instrument(new TFramedTransport.Factory());

    public static void Multiplexed(TProtocol protocol)
    {
        Weather.Client client = new(new TMultiplexedProtocol(protocol, "weather"));
        ThriftInstrumentor.Instrument(client);
    }

    public static ITAsyncProcessor Multiplexed(ITAsyncProcessor weather)
    {
        TMultiplexedProcessor multiplexed = new();
        multiplexed.RegisterProcessor("weather", weather);
        return ThriftInstrumentor.Instrument(multiplexed);
    }

    public static ThriftInstrumentor OwnOptions(TServer server, ILoggerFactory loggers)
    {
        ThriftInstrumentationOptions options = new() { Filter = call => call.Method != "Weather/health", RecordPhases = true };
        ThriftInstrumentor instrumentor = new(options, loggers, sourceName: "Weather");
        instrumentor.Instrument(server);
        return instrumentor;
    }

    public static void Undo(TServer server, TBaseClient client)
    {
        ThriftInstrumentor.Uninstrument(server);
        ThriftInstrumentor.Uninstrument(client);
    }
}
