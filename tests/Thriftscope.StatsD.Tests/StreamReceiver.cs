using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Thriftscope.StatsD.Tests;

/// <summary>Takes what a daemon would over TCP, one connection after the other.</summary>
internal sealed class StreamReceiver : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly StringBuilder _received = new();
    private readonly Thread _thread;
    private readonly bool _reads;
    private Socket? _connection;

    /// <param name="port">The port, or 0 for any.</param>
    /// <param name="reads">Whether it reads at all: one that does not is as good as stalled.</param>
    public StreamReceiver(int port = 0, bool reads = true)
    {
        _reads = reads;
        _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        _listener.Listen();
        _thread = new Thread(Receive) { IsBackground = true };
        _thread.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public string Endpoint => $"tcp://127.0.0.1:{Port}";

    /// <summary>The whole lines.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_received)
                return _received.ToString().Split('\n')[..^1];
        }
    }

    public async Task<IReadOnlyList<string>> LinesAsync(int count)
    {
        await Eventually.HoldsAsync(() => Lines.Count >= count, () => $"{count} lines, not\n{string.Join('\n', Lines)}");
        return Lines;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _connection?.Dispose();
        _thread.Join();
    }

    private void Receive()
    {
        byte[] buffer = new byte[65_536];
        try
        {
            while (true)
            {
                _connection = _listener.Accept();
                while (_reads && _connection.Receive(buffer) is > 0 and int length)
                {
                    lock (_received)
                        _ = _received.Append(Encoding.UTF8.GetString(buffer, 0, length));
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
