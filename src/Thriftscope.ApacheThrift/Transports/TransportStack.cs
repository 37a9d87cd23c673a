using Thrift.Transport;
using Thrift.Transport.Client;
using Thriftscope.ApacheThrift.Headers;

namespace Thriftscope.ApacheThrift.Transports;

/// <summary>Looks through the layers of a transport.</summary>
internal static class TransportStack
{
    // Apache Thrift writes a frame's length as an i32.
    public const int FrameHeaderSize = sizeof(int);

    public const string Http = "http";

    public static TTransport Endpoint(TTransport transport)
    {
        while (transport is TLayeredTransport layered)
            transport = layered.InnerTransport;
        return transport;
    }

    /// <summary>The transport as the program knows it.</summary>
    public static TTransport Original(TTransport transport) => transport is ObservedTransport observed ? observed.InnerTransport : transport;

    public static bool IsFramed(TTransport transport) => Layers(transport).Any(l => l is TFramedTransport);

    /// <summary>The value of <c>thrift.transport</c>.</summary>
    public static string NameOf(TTransport transport) =>
        Endpoint(transport) is THttpTransport ? Http
            : SharedTransports.Find(transport) is { } headers ? headers.CallFormat.TransportName
            : IsFramed(transport) ? "framed" : "unframed";

    /// <summary>The layer next to the endpoint, if the layers read whole messages before they hand out a byte.</summary>
    public static TLayeredTransport? LowestLayer(TTransport transport) => Layers(transport).Any(l => l is not (TBufferedTransport or ForwardingTransport))
        ? Layers(transport).Last()
        : null;

    private static IEnumerable<TLayeredTransport> Layers(TTransport transport)
    {
        for (TTransport current = transport; current is TLayeredTransport layer; current = layer.InnerTransport)
            yield return layer;
    }
}
