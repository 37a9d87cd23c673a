using System.Net;
using System.Net.Sockets;
using Thrift.Transport;
using Thrift.Transport.Client;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Connections;

/// <summary>Where a connection goes, as far as its transport tells.</summary>
internal readonly record struct PeerAddress(string? ServerAddress, int? ServerPort, string? PeerName, int? PeerPort)
{
    public static PeerAddress OfClient(TTransport endpoint) => endpoint switch
    {
        TSocketTransport socket => OfClient(socket.TcpClient, socket.Host, socket.Port),
        TTlsSocketTransport socket => OfClient(socket.TcpClient, socket.Host, socket.Port),
        THttpTransport http when ApacheFields.Uri(http) is { IsAbsoluteUri: true } uri => new(uri.IdnHost, uri.Port, null, null),
        _ => default,
    };

    public static PeerAddress OfServer(TTransport endpoint) => endpoint switch
    {
        TSocketTransport socket => OfServer(socket.TcpClient),
        TTlsSocketTransport socket => OfServer(socket.TcpClient),
        _ => default,
    };

    private static PeerAddress OfClient(TcpClient? client, IPAddress? host, int port)
    {
        IPEndPoint? remote = EndPointOf(client, s => s.RemoteEndPoint);
        IPEndPoint? server = host is null ? remote : new IPEndPoint(host, port);
        return new(server?.AddressText(), server?.Port, remote?.AddressText(), remote?.Port);
    }

    private static PeerAddress OfServer(TcpClient? client)
    {
        IPEndPoint? local = EndPointOf(client, s => s.LocalEndPoint);
        IPEndPoint? remote = EndPointOf(client, s => s.RemoteEndPoint);
        return new(local?.AddressText(), local?.Port, remote?.AddressText(), remote?.Port);
    }

    private static IPEndPoint? EndPointOf(TcpClient? client, Func<Socket, EndPoint?> side)
    {
        try
        {
            return client?.Client is { } socket ? side(socket) as IPEndPoint : null;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The connection is gone, or not there yet.
            return null;
        }
    }
}
