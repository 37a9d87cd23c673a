using System.Net;
using System.Web;
using Thrift;
using Thrift.Protocol;
using Thrift.Transport;
using Thrift.Transport.Client;
using Thriftscope.ApacheThrift;

namespace Thriftscope.Interop.Tests.Apache;

/// <summary>Apache's protocol and transport for an endpoint such as <c>tcp://127.0.0.1:9090?transport=framed&amp;protocol=compact</c>.</summary>
internal sealed class ApacheEndpoint(string endpoint)
{
    private readonly Uri _uri = new(endpoint);

    public TTransportFactory TransportFactory => Parameter("transport") switch
    {
        "framed" => new TFramedTransport.Factory(),
        "header" => new THeaderTransportFactory(HeaderOptions),
        _ => new TBufferedTransport.Factory(),
    };

    public TProtocolFactory ProtocolFactory => Parameter("transport") == "header" ? new THeaderProtocolFactory(HeaderOptions)
        : IsCompact ? new TCompactProtocol.Factory() : new TBinaryProtocol.Factory();

    private bool IsCompact => Parameter("protocol") == "compact";

    private THeaderOptions HeaderOptions => new()
    {
        Protocol = IsCompact ? THeaderSubprotocol.Compact : THeaderSubprotocol.Binary,
        UseZlib = Parameter("compression") == "zlib",
    };

    /// <summary>Connects an instrumented client of the service Interop.</summary>
    public static async Task<Interop.Client> ConnectAsync(string endpoint, string? multiplexed = null)
    {
        ApacheEndpoint target = new(endpoint);
        TSocketTransport socket = new(IPAddress.Loopback, target._uri.Port, new TConfiguration());
        TProtocol protocol = target.ProtocolFactory.GetProtocol(target.TransportFactory.GetTransport(socket));
        Interop.Client client = new(multiplexed is null ? protocol : new TMultiplexedProtocol(protocol, multiplexed));
        ThriftInstrumentor.Instrument(client);
        await client.OpenTransportAsync();
        return client;
    }

    private string? Parameter(string name) => HttpUtility.ParseQueryString(_uri.Query)[name];
}
