using Thrift.Transport;

namespace Thriftscope.ApacheThrift.Transports;

/// <summary>Observes every transport that a factory makes.</summary>
internal sealed class ObservedTransportFactory(TTransportFactory inner) : TTransportFactory
{
    public override TTransport GetTransport(TTransport trans) => new ObservedTransport(inner.GetTransport(trans));
}
