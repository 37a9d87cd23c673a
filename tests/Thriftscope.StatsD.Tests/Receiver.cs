using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Thriftscope.StatsD.Tests;

/// <summary>Takes what a daemon would: datagrams, of UDP or of a unix socket.</summary>
internal sealed class Receiver : IDisposable
{
    private readonly Socket _socket;
    private readonly string? _path;
    private readonly ConcurrentQueue<byte[]> _packets = new();
    private readonly Thread _thread;

    private Receiver(Socket socket, EndPoint address, string? path = null)
    {
        _socket = socket;
        _path = path;
        _socket.ReceiveBufferSize = 4 << 20;
        _socket.Bind(address);
        _thread = new Thread(Receive) { IsBackground = true };
        _thread.Start();
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public string Endpoint => _path is null ? $"{((IPEndPoint)_socket.LocalEndPoint!).Address}:{Port}" : $"unix://{_path}";

    public IReadOnlyCollection<byte[]> Packets => _packets;

    public IReadOnlyList<string> Lines => [.. _packets.SelectMany(p => Encoding.UTF8.GetString(p).Split('\n'))];

    public static Receiver Udp(string address = "127.0.0.1", int port = 0) =>
        new(new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp), new IPEndPoint(IPAddress.Parse(address), port));

    public static Receiver Unix(string path) =>
        new(new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified), new UnixDomainSocketEndPoint(path), path);

    /// <summary>Waits until as many lines are there as were sent, and answers them.</summary>
    public async Task<IReadOnlyList<string>> LinesAsync(int count)
    {
        await Eventually.HoldsAsync(() => Lines.Count >= count, () => $"{count} lines, not\n{string.Join('\n', Lines)}");
        return Lines;
    }

    public void Dispose()
    {
        _socket.Dispose();
        _thread.Join();
        if (_path is not null)
            File.Delete(_path);
    }

    private void Receive()
    {
        byte[] buffer = new byte[65_536];
        try
        {
            while (true)
                _packets.Enqueue(buffer[.._socket.Receive(buffer)]);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
