using Thrift;
using Thrift.Processor;
using Thrift.Protocol;
using Thrift.Server;
using Thrift.Transport;

namespace Thriftscope.ApacheThrift;

/// <summary>The forms of <see cref="ThriftInstrumentor"/> that need no instance, and use the program's own options.</summary>
public static class ThriftInstrumentorExtensions
{
    extension(ThriftInstrumentor)
    {
        /// <inheritdoc cref="ThriftInstrumentor.Instrument()"/>
        public static void Instrument() => ThriftInstrumentor.Shared.Instrument();

        /// <inheritdoc cref="ThriftInstrumentor.Uninstrument()"/>
        public static void Uninstrument() => ThriftInstrumentor.Shared.Uninstrument();

        /// <inheritdoc cref="ThriftInstrumentor.Instrument(TServer)"/>
        public static void Instrument(TServer server) => ThriftInstrumentor.Shared.Instrument(server);

        /// <inheritdoc cref="ThriftInstrumentor.Instrument(TBaseClient)"/>
        public static void Instrument(TBaseClient client) => ThriftInstrumentor.Shared.Instrument(client);

        /// <inheritdoc cref="ThriftInstrumentor.Instrument(ITAsyncProcessor, string)"/>
        public static ITAsyncProcessor Instrument(ITAsyncProcessor processor, string? serviceName = null) =>
            ThriftInstrumentor.Shared.Instrument(processor, serviceName);

        /// <inheritdoc cref="ThriftInstrumentor.Instrument(ITProcessorFactory)"/>
        public static ITProcessorFactory Instrument(ITProcessorFactory factory) => ThriftInstrumentor.Shared.Instrument(factory);

        /// <inheritdoc cref="ThriftInstrumentor.Instrument(TProtocol, string)"/>
        public static TProtocol Instrument(TProtocol protocol, string? serviceName = null) => ThriftInstrumentor.Shared.Instrument(protocol, serviceName);

        /// <inheritdoc cref="ThriftInstrumentor.Instrument(TProtocolFactory, string)"/>
        public static TProtocolFactory Instrument(TProtocolFactory factory, string? serviceName = null) =>
            ThriftInstrumentor.Shared.Instrument(factory, serviceName);

        /// <inheritdoc cref="ThriftInstrumentor.Instrument(TTransportFactory)"/>
        public static TTransportFactory Instrument(TTransportFactory factory) => ThriftInstrumentor.Shared.Instrument(factory);

        /// <inheritdoc cref="ThriftInstrumentor.Uninstrument(TServer)"/>
        public static void Uninstrument(TServer server) => ThriftInstrumentor.Shared.Uninstrument(server);

        /// <inheritdoc cref="ThriftInstrumentor.Uninstrument(TBaseClient)"/>
        public static void Uninstrument(TBaseClient client) => ThriftInstrumentor.Shared.Uninstrument(client);
    }
}
