using Thrift.Protocol;
using Thrift.Transport;
using Thriftscope.ApacheThrift.Protocols;
using Thriftscope.ApacheThrift.Transports;

namespace Thriftscope.ApacheThrift.Connections;

/// <summary>What has been put between the program's own protocols and transports, and how to take it out again.</summary>
internal sealed class Layers(Connection connection)
{
    private readonly List<Action> _undo = [];

    /// <summary>Observes the bytes of a protocol, unless they are already.</summary>
    /// <param name="protocol">The protocol, within any number of others.</param>
    /// <param name="isRead">Whether messages are read from it, so that it matters when they come.</param>
    public void Add(TProtocol protocol, bool isRead)
    {
        ObservedTransport observed = Observe(ProtocolStack.Innermost(protocol));
        if (isRead && TransportStack.LowestLayer(observed.InnerTransport) is { InnerTransport: not ArrivalTransport } lowest)
            SeeArrivals(lowest);
    }

    public void Remove()
    {
        _undo.ForEach(undo => undo());
        _undo.Clear();
    }

    private ObservedTransport Observe(TProtocol protocol)
    {
        TTransport original = protocol.Transport;
        if (original is ObservedTransport observed)
        {
            // A factory of transports has made it.
            if (observed.Connection is null)
            {
                observed.Connection = connection;
                _undo.Add(() => observed.Connection = null);
            }

            return observed;
        }

        observed = new ObservedTransport(original) { Connection = connection };
        ApacheFields.Transport(protocol) = observed;
        _undo.Add(() =>
        {
            observed.Connection = null;
            if (protocol.Transport == observed)
                ApacheFields.Transport(protocol) = original;
        });
        return observed;
    }

    private void SeeArrivals(TLayeredTransport layer)
    {
        TTransport original = layer.InnerTransport;
        ApacheFields.InnerTransport(layer) = new ArrivalTransport(original, connection.Clock);
        _undo.Add(() => ApacheFields.InnerTransport(layer) = original);
    }
}
