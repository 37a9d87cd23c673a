using System.Net;
using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore.Requests;

/// <summary>Who sends requests, and what telemetry says of the methods called there: one for each connection, and for each request of HTTP.</summary>
internal sealed class Caller
{
    private readonly ServerTelemetry _telemetry;
    private readonly string? _serverAddress;
    private readonly int? _serverPort;
    private LastMethods? _last;

    public Caller(ServerTelemetry telemetry, EndPoint? local, EndPoint? peer)
    {
        _telemetry = telemetry;
        IPEndPoint? server = local as IPEndPoint;
        _serverAddress = server?.AddressText() ?? local?.ToString();
        _serverPort = server?.Port;
        Peer = peer;
        if (peer is IPEndPoint client)
            (PeerAddress, PeerPort) = (client.AddressText(), client.Port);
    }

    public EndPoint? Peer { get; }

    /// <summary>The client's IP address, if it has one.</summary>
    public string? PeerAddress { get; }

    /// <summary>The client's port, if it has one.</summary>
    public int? PeerPort { get; }

    /// <summary>Who it is, where that was established before any message.</summary>
    public ClaimsPrincipal? User { get; init; }

    /// <summary>What the client has shown for it.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Whether requests are the bodies of HTTP's, whatever is in them.</summary>
    public bool IsHttp { get; init; }

    public ThriftTransport TransportOf(WireFormat format) => IsHttp ? ThriftTransport.Http : format.Transport;

    /// <summary>What telemetry says of methods called in this format. Each message may have another, but hardly ever has.</summary>
    public MethodTelemetryCache MethodsOf(WireFormat format)
    {
        ThriftTransport transport = TransportOf(format);
        if (_last is { } last && last.Protocol == format.Protocol && last.Transport == transport)
            return last.Methods;
        MethodTelemetryCache methods = _telemetry.MethodsAt(_serverAddress, _serverPort, format.Protocol, transport);
        _last = new LastMethods(format.Protocol, transport, methods);
        return methods;
    }

    private sealed record LastMethods(ThriftProtocol Protocol, ThriftTransport Transport, MethodTelemetryCache Methods);
}
