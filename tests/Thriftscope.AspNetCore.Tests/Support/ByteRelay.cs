using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Thriftscope.AspNetCore.Tests.Support;

/// <summary>
/// Takes connections of any kind, and passes their bytes to a server and back: it stands before a server that listens on TCP only.
/// </summary>
internal sealed class ByteRelay : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly Socket? _listener;
    private readonly Task _accepting;
    private int _accepted;

    private ByteRelay(Socket? listener, Func<CancellationToken, Task<Stream>> acceptAsync, EndPoint server)
    {
        _listener = listener;
        _accepting = AcceptAsync(acceptAsync, server);
    }

    public int Port => ((IPEndPoint)_listener!.LocalEndPoint!).Port;

    /// <summary>How many connections there have been.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>What went wrong with a connection.</summary>
    public Exception? Failure { get; private set; }

    public static ByteRelay Listen(EndPoint address, ThriftServer server, Func<Stream, Task<Stream>>? layer = null)
    {
        Socket listener = address is IPEndPoint
            ? new Socket(SocketType.Stream, ProtocolType.Tcp)
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(address);
        listener.Listen();
        return new ByteRelay(listener, AcceptOneAsync, Address(server));

        async Task<Stream> AcceptOneAsync(CancellationToken cancellationToken)
        {
            Stream stream = new NetworkStream(await listener.AcceptAsync(cancellationToken), ownsSocket: true);
            return layer is null ? stream : await layer(stream);
        }
    }

    /// <summary>The same for streams that the test accepts itself.</summary>
    public static ByteRelay Accept(Func<CancellationToken, Task<Stream>> acceptAsync, ThriftServer server) => new(null, acceptAsync, Address(server));

    /// <summary>A layer that encrypts.</summary>
    public static Func<Stream, Task<Stream>> Tls(SslServerAuthenticationOptions options) => async stream =>
    {
        SslStream encrypted = new(stream);
        await encrypted.AuthenticateAsServerAsync(options);
        return encrypted;
    };

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener?.Dispose();
        await _accepting.InTime();
        _ended.Dispose();
    }

    private static IPEndPoint Address(ThriftServer server) => new(IPAddress.Loopback, server.Endpoint.Port!.Value);

    private async Task AcceptAsync(Func<CancellationToken, Task<Stream>> acceptAsync, EndPoint server)
    {
        List<Task> relays = [];
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                Stream accepted = await acceptAsync(_ended.Token);
                Interlocked.Increment(ref _accepted);
                relays.Add(RelayAsync(accepted, server));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                break;
            }
            catch (Exception e) when (e is IOException or AuthenticationException)
            {
                Failure = e;
            }
        }

        await Task.WhenAll(relays);
    }

    private async Task RelayAsync(Stream accepted, EndPoint server)
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await using (accepted)
        {
            try
            {
                await socket.ConnectAsync(server, _ended.Token);
                using NetworkStream onward = new(socket);
                using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
                await Task.WhenAny(accepted.CopyToAsync(onward, ended.Token), onward.CopyToAsync(accepted, ended.Token));
                await ended.CancelAsync();
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                Failure = e;
            }
        }
    }
}
