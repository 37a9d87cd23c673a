using Thrift.Protocol;
using Thrift.Transport;

namespace Thriftscope.ApacheThrift.Protocols;

/// <summary>Observes every protocol that a factory makes.</summary>
internal sealed class ObservedProtocolFactory(ThriftInstrumentor instrumentor, TProtocolFactory inner, string? serviceName) : TProtocolFactory
{
    public override TProtocol GetProtocol(TTransport trans) => instrumentor.Instrument(inner.GetProtocol(trans), serviceName);
}
