using System.Net;
using System.Net.Sockets;

namespace Thriftscope.Interop.Tests.Context;

/// <summary>Accepts one connection and keeps what comes in, without ever answering.</summary>
internal sealed class CapturingServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, port: 0);
    private readonly Task<byte[]> _received;

    public CapturingServer()
    {
        _listener.Start();
        _received = ReceiveAsync();
    }

    public string Endpoint => $"tcp://{_listener.LocalEndpoint}";

    /// <summary>All bytes, once the client has closed its connection.</summary>
    public Task<byte[]> ReceivedAsync() => _received.WaitAsync(TimeSpan.FromSeconds(10));

    public void Dispose() => _listener.Dispose();

    private async Task<byte[]> ReceiveAsync()
    {
        using TcpClient client = await _listener.AcceptTcpClientAsync();
        using MemoryStream bytes = new();
        await client.GetStream().CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
