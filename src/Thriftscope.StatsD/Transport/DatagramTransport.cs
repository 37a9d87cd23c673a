using System.Net;
using System.Net.Sockets;
using Thriftscope.StatsD.Sending;

namespace Thriftscope.StatsD.Transport;

/// <summary>UDP and unix datagrams: a packet goes as a whole or not at all.</summary>
internal sealed class DatagramTransport(StatsDEndpoint endpoint, Connector connector, Drops drops) : ITransport
{
    // One for a refusal of what went before, one for a full buffer.
    private const int Attempts = 3;

    private readonly bool _isNamed = !IPAddress.TryParse(endpoint.Host, out _);
    private int _linesBefore;

    public int Waiting => 0;

    public bool TrySend(Packet packet, TimeSpan patience)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (connector.Get(patience) is not { } socket)
                return false;
            // Without the last line feed.
            _ = socket.Send(packet.Bytes[..^1], SocketFlags.None, out SocketError error);
            switch (error)
            {
                case SocketError.Success:
                    _linesBefore = packet.Lines;
                    return true;
                case SocketError.ConnectionRefused when endpoint.Protocol == StatsDProtocol.Udp:
                    // The answer to the packet before, which nobody was there to take. This one has not been sent.
                    drops.Add(StatsDDropReason.SendFailed, _linesBefore);
                    _linesBefore = 0;
                    if (_isNamed)
                    {
                        connector.Discard();
                        return false;
                    }

                    break;
                case SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable:
                    if (!socket.Poll(patience, SelectMode.SelectWrite))
                        return false;
                    break;
                case SocketError.MessageSize:
                    // The network has no room for so large a packet, and will not have it later.
                    drops.Add(StatsDDropReason.SendFailed, packet.Lines);
                    return true;
                default:
                    connector.Discard();
                    return false;
            }
        }

        return false;
    }

    public bool Finish(TimeSpan patience) => true;

    public void Dispose() => connector.Dispose();
}
