using System.Net;
using System.Net.Sockets;
using Thriftscope.StatsD.Sending;

namespace Thriftscope.StatsD.Transport;

/// <summary>
/// Opens sockets to the daemon, in the background: looking a name up or connecting may take long. The name is looked up each time, and for
/// UDP, where nothing is opened again by itself, every now and then.
/// </summary>
internal sealed class Connector(StatsDEndpoint endpoint, Connector.Resolver resolve, TimeSpan refreshInterval) : IDisposable
{
    public static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly bool _isRefreshed = endpoint.Protocol == StatsDProtocol.Udp && !IPAddress.TryParse(endpoint.Host, out _);
    private Task<Socket>? _opening;
    private Socket? _socket;
    private Deadline _notBefore = Deadline.Now;
    private Deadline _refreshAt;
    private int _failures;
    private int _turn;

    /// <summary>Finds the addresses of a host.</summary>
    public delegate Task<IPAddress[]> Resolver(string host, CancellationToken cancellationToken);

    /// <summary>The open socket, which does not block; null while there is none.</summary>
    public Socket? Get(TimeSpan patience)
    {
        if (_opening is null && (_socket is null ? _notBefore.HasPassed : _isRefreshed && _refreshAt.HasPassed))
        {
            CancellationToken stop = _stop.Token;
            _opening = Task.Run(() => OpenAsync(stop));
        }

        if (_opening is not null)
            _ = Task.WaitAny([_opening], _socket is null ? patience : TimeSpan.Zero);
        else if (_socket is null)
            Thread.Sleep(_notBefore.Left < patience ? _notBefore.Left : patience);
        if (_opening is { IsCompleted: true } opening)
        {
            _opening = null;
            Adopt(opening);
        }

        return _socket;
    }

    /// <summary>Closes a socket that is of no use any more. Another is opened soon, at the next of the host's addresses.</summary>
    public void Discard()
    {
        _socket?.Dispose();
        _socket = null;
        _turn++;
        _notBefore = Deadline.After(FirstBackOff);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _socket?.Dispose();
        // What is still being opened is closed when it is open, and a failure is seen.
        _ = _opening?.ContinueWith(
            static o =>
            {
                if (o.Exception is null && !o.IsCanceled)
                    o.Result.Dispose();
            },
            CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _stop.Dispose();
    }

    private void Adopt(Task<Socket> opened)
    {
        _refreshAt = Deadline.After(refreshInterval);
        if (opened.IsCompletedSuccessfully)
        {
            _socket?.Dispose();
            _socket = opened.Result;
            _failures = 0;
            return;
        }

        // Seen, or the finalizer would tell of it as unobserved.
        _ = opened.Exception;
        TimeSpan backOff = FirstBackOff * Math.Pow(2, Math.Min(_failures++, 10));
        _notBefore = Deadline.After(backOff < LongestBackOff ? backOff : LongestBackOff);
    }

    private async Task<Socket> OpenAsync(CancellationToken cancellationToken)
    {
        if (endpoint.Protocol == StatsDProtocol.Unix)
        {
            UnixDomainSocketEndPoint path = new(endpoint.Host);
            return await ConnectAsync(SocketType.Dgram, ProtocolType.Unspecified, path, cancellationToken).ConfigureAwait(false);
        }

        // IPv4 first: it is what daemons listen on by default, and over UDP nobody says that the other was wrong.
        IPAddress[] found = IPAddress.TryParse(endpoint.Host, out IPAddress? literal)
            ? [literal]
            : await resolve(endpoint.Host, cancellationToken).ConfigureAwait(false);
        IPEndPoint[] addresses = [.. found.OrderBy(a => a.AddressFamily != AddressFamily.InterNetwork).Select(a => new IPEndPoint(a, endpoint.Port))];
        if (addresses.Length == 0)
            throw new SocketException((int)SocketError.HostNotFound);
        IPEndPoint address = addresses[_turn % addresses.Length];
        (SocketType type, ProtocolType protocol) = endpoint.Protocol == StatsDProtocol.Tcp
            ? (SocketType.Stream, ProtocolType.Tcp)
            : (SocketType.Dgram, ProtocolType.Udp);
        return await ConnectAsync(type, protocol, address, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<Socket> ConnectAsync(SocketType type, ProtocolType protocol, EndPoint address, CancellationToken cancellationToken)
    {
        Socket socket = new(address.AddressFamily, type, protocol);
        try
        {
            using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(ConnectTimeout);
            await socket.ConnectAsync(address, patience.Token).ConfigureAwait(false);
            socket.Blocking = false;
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
