using System.Net;
using System.Net.Sockets;
using Thriftscope.Client;

namespace Thriftscope.Tests.Client;

public class SocketOptionTests
{
    [Fact]
    public async Task A_clients_socket_sends_at_once_and_asks_whether_the_server_is_still_there()
    {
        ThriftClientOptions options = new() { KeepAliveTime = TimeSpan.FromSeconds(90.5), KeepAliveInterval = TimeSpan.FromSeconds(7) };

        await OpenAsync(options, socket =>
        {
            socket.NoDelay.ShouldBeTrue();
            Option(socket, SocketOptionLevel.Socket, SocketOptionName.KeepAlive).ShouldNotBe(0);
            Option(socket, SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime).ShouldBe(91);
            Option(socket, SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval).ShouldBe(7);
        });
    }

    [Fact]
    public Task Keep_alive_can_be_switched_off() => OpenAsync(
        new ThriftClientOptions { KeepAliveTime = Timeout.InfiniteTimeSpan },
        socket => Option(socket, SocketOptionLevel.Socket, SocketOptionName.KeepAlive).ShouldBe(0));

    private static async Task OpenAsync(ThriftClientOptions options, Action<Socket> look)
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        ThriftEndpoint endpoint = ThriftEndpoint.Parse($"tcp://{listener.LocalEndpoint}");

        ConnectedStream connected = await StreamConnector.OpenAsync(endpoint, options, TestContext.Current.CancellationToken);

        await using (connected.Stream)
            look(connected.Socket.ShouldNotBeNull());
    }

    private static int Option(Socket socket, SocketOptionLevel level, SocketOptionName name) => (int)socket.GetSocketOption(level, name)!;
}
