using System.Net;
using System.Net.Sockets;

namespace Thriftscope.AspNetCore.Tests.Support;

/// <summary>A listener that accepts nothing, with its queue full: the system does not answer further connections.</summary>
internal sealed class SilentListener : IAsyncDisposable
{
    private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket[] _queued = [.. Enumerable.Range(0, 4).Select(_ => new Socket(SocketType.Stream, ProtocolType.Tcp))];
    private Task[] _connecting = [];

    public string Endpoint => $"tcp://{_listener.LocalEndPoint}";

    public static async Task<SilentListener> StartAsync()
    {
        SilentListener listener = new();
        listener._listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener._listener.Listen(0);
        listener._connecting = [.. listener._queued.Select(s => s.ConnectAsync(listener._listener.LocalEndPoint!))];
        await listener._connecting[0].InTime();
        return listener;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Socket socket in _queued)
            socket.Dispose();
        _listener.Dispose();
        await Task.WhenAll(_connecting.Select(t => t.ContinueWith(_ => { }, TaskScheduler.Default))).InTime();
    }
}
