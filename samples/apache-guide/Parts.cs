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
    public static ITAsyncProcessor Of(ITAsyncProcessor processor)
    {
        processor = ThriftInstrumentor.Instrument(processor);
        return processor;
    }

    public static ITAsyncProcessor WithName(ITAsyncProcessor processor)
    {
        processor = ThriftInstrumentor.Instrument(processor, "Weather");
        return processor;
    }

    public static ITProcessorFactory Of(ITProcessorFactory processors)
    {
        processors = ThriftInstrumentor.Instrument(processors);
        return processors;
    }

    public static TProtocol Of(TProtocol protocol)
    {
        protocol = ThriftInstrumentor.Instrument(protocol, "Weather");
        return protocol;
    }

    public static TProtocolFactory Of(TProtocolFactory protocols)
    {
        protocols = ThriftInstrumentor.Instrument(protocols, "Weather");
        return protocols;
    }

    public static TTransportFactory Of(TTransportFactory transports)
    {
        transports = ThriftInstrumentor.Instrument(transports);
        return transports;
    }

    public static void All()
    {
        ThriftInstrumentor.Instrument();
    }

    public static void WithOptions(TServer server, ILoggerFactory loggers)
    {
        ThriftInstrumentationOptions options = new() { RecordException = true, Filter = call => call.Method != "health" };
        ThriftInstrumentor instrumentor = new(options, loggers);
        instrumentor.Instrument(server);
    }

    public static ThriftInstrumentor WithSource(ThriftInstrumentationOptions options, ILoggerFactory loggers)
    {
        ThriftInstrumentor instrumentor = new(options, loggers, sourceName: "Acme.Weather");
        return instrumentor;
    }

    public static Weather.Client Multiplexed(TProtocol protocol)
    {
        Weather.Client client = new(new TMultiplexedProtocol(protocol, "weather"));
        ThriftInstrumentor.Instrument(client);
        return client;
    }

    public static void Undo(TServer server, TBaseClient client)
    {
        ThriftInstrumentor.Uninstrument(server);
        ThriftInstrumentor.Uninstrument(client);
    }
}
