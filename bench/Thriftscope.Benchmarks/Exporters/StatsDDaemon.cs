using System.Net;
using System.Net.Sockets;

namespace Thriftscope.Benchmarks.Exporters;

/// <summary>Takes StatsD over UDP and does nothing with it, on a thread of its own.</summary>
internal sealed class StatsDDaemon
{
    private static readonly Lazy<StatsDDaemon> Lazy = new(() => new StatsDDaemon());

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    private StatsDDaemon()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        new Thread(Receive) { IsBackground = true, Name = "StatsD daemon" }.Start();
    }

    public static StatsDDaemon Shared => Lazy.Value;

    public string Endpoint => _socket.LocalEndPoint!.ToString()!;

    private void Receive()
    {
        byte[] packet = new byte[ushort.MaxValue];
        while (true)
            _ = _socket.Receive(packet);
    }
}
