using System.Net.Sockets;
using Thriftscope.StatsD.Sending;

namespace Thriftscope.StatsD.Transport;

/// <summary>
/// TCP. One packet at most waits here for the connection to take it; when the connection breaks, it goes on with the line that was
/// cut. What the operating system had taken before is lost, and nobody can tell how much of it.
/// </summary>
internal sealed class StreamTransport(Connector connector, int packetSize) : ITransport
{
    private readonly byte[] _bytes = new byte[packetSize];
    private readonly byte[] _answer = new byte[64];
    private int _length;
    private int _sent;

    public int Waiting => _bytes.AsSpan(_sent, _length - _sent).Count((byte)'\n');

    public bool TrySend(Packet packet, TimeSpan patience)
    {
        // Not before there is a connection: until then sums go on adding up where they are.
        if (!Finish(patience) || Connected(patience) is null)
            return false;
        packet.Bytes.CopyTo(_bytes);
        (_sent, _length) = (0, packet.Bytes.Length);
        _ = Finish(patience);
        return true;
    }

    public bool Finish(TimeSpan patience)
    {
        while (_sent < _length)
        {
            if (Connected(patience) is not { } socket)
                return false;
            int sent = socket.Send(_bytes.AsSpan(_sent, _length - _sent), SocketFlags.None, out SocketError error);
            if (error == SocketError.Success)
            {
                _sent += sent;
            }
            else if (error != SocketError.WouldBlock)
            {
                Break();
                return false;
            }
            else if (!socket.Poll(patience, SelectMode.SelectWrite))
            {
                return false;
            }
        }

        return true;
    }

    public void Dispose() => connector.Dispose();

    /// <summary>
    /// The connection, if the daemon has not closed it: to learn that from a failing send would cost what was sent before.
    /// </summary>
    private Socket? Connected(TimeSpan patience)
    {
        if (connector.Get(patience) is not { } socket)
            return null;
        int received = socket.Receive(_answer, SocketFlags.None, out SocketError error);
        if (error == SocketError.WouldBlock || (error == SocketError.Success && received > 0))
            return socket;
        Break();
        return null;
    }

    private void Break()
    {
        connector.Discard();
        _sent = _bytes.AsSpan(0, _sent).LastIndexOf((byte)'\n') + 1;
    }
}
