using Thrift.Protocol;
using Thrift.Transport;
using Thriftscope.ApacheThrift.Protocols;
using Thriftscope.ApacheThrift.Transports;

namespace Thriftscope.ApacheThrift.Connections;

/// <summary>What has been put between the program's own protocols and transports, and how to take it out again.</summary>
internal sealed class Layers
{
    private readonly List<Action> _undo = [];

    public Layers(Connection connection, TProtocol input, TProtocol output)
    {
        Input = Observe(ProtocolStack.Innermost(input));
        Output = Observe(ProtocolStack.Innermost(output));
        Input.Connection = Output.Connection = connection;
        _undo.Add(() => Input.Connection = Output.Connection = null);
        if (TransportStack.LowestLayer(Input.InnerTransport) is { } lowest)
            SeeArrivals(lowest, connection.Clock);
    }

    public ObservedTransport Input { get; }

    public ObservedTransport Output { get; }

    /// <summary>The connection that a protocol has been observed as part of.</summary>
    public static Connection? ConnectionOf(TProtocol protocol) => (ProtocolStack.Innermost(protocol).Transport as ObservedTransport)?.Connection;

    public void Remove()
    {
        _undo.ForEach(undo => undo());
        _undo.Clear();
    }

    private ObservedTransport Observe(TProtocol protocol)
    {
        TTransport original = protocol.Transport;
        if (original is ObservedTransport observed)
            return observed;
        observed = new ObservedTransport(original);
        ApacheFields.Transport(protocol) = observed;
        _undo.Add(() =>
        {
            if (protocol.Transport == observed)
                ApacheFields.Transport(protocol) = original;
        });
        return observed;
    }

    private void SeeArrivals(TLayeredTransport layer, MessageClock clock)
    {
        TTransport original = layer.InnerTransport;
        ApacheFields.InnerTransport(layer) = new ArrivalTransport(original, clock);
        _undo.Add(() => ApacheFields.InnerTransport(layer) = original);
    }
}
