using Thrift.Protocol;
using Thrift.Transport;

namespace Thriftscope.ApacheThrift.Tests.Rigs;

/// <summary>The server class.</summary>
public enum ServerKind { Simple, ThreadPool, Custom }

/// <summary>The protocol.</summary>
public enum ProtocolKind { Binary, Compact, Json }

/// <summary>What lies between protocol and endpoint.</summary>
public enum TransportKind { Plain, Buffered, Framed, FramedOverBuffered }

/// <summary>What the bytes go through.</summary>
public enum EndpointKind { Tcp, Tls, Pipe }

/// <summary>One way to put Apache's parts together.</summary>
public sealed record Cell(
    ServerKind Server = ServerKind.ThreadPool,
    ProtocolKind Protocol = ProtocolKind.Binary,
    TransportKind Transport = TransportKind.Buffered,
    EndpointKind Endpoint = EndpointKind.Tcp)
{
    /// <summary>The value of <c>thrift.transport</c>.</summary>
    public string TransportName => Transport is TransportKind.Framed or TransportKind.FramedOverBuffered ? "framed" : "unframed";

    /// <summary>The value of <c>thrift.protocol</c>.</summary>
    public string ProtocolName => Protocol.ToString().ToLowerInvariant();

    public static IEnumerable<Cell> All =>
        from server in Enum.GetValues<ServerKind>()
        from protocol in Enum.GetValues<ProtocolKind>()
        from transport in Enum.GetValues<TransportKind>()
        from endpoint in Enum.GetValues<EndpointKind>()
        select new Cell(server, protocol, transport, endpoint);

    public TProtocolFactory ProtocolFactory => FactoryOf(Protocol);

    public TTransportFactory TransportFactory => Transport switch
    {
        TransportKind.Plain => new TTransportFactory(),
        TransportKind.Buffered => new TBufferedTransport.Factory(),
        TransportKind.Framed => new TFramedTransport.Factory(),
        _ => new FramedOverBuffered(),
    };

    public static TProtocolFactory FactoryOf(ProtocolKind protocol) => protocol switch
    {
        ProtocolKind.Binary => new TBinaryProtocol.Factory(),
        ProtocolKind.Compact => new TCompactProtocol.Factory(),
        _ => new TJsonProtocol.Factory(),
    };

    public override string ToString() => $"{Server} {Protocol} {Transport} {Endpoint}";

    private sealed class FramedOverBuffered : TTransportFactory
    {
        public override TTransport GetTransport(TTransport trans) => new TFramedTransport(new TBufferedTransport(trans));
    }
}
