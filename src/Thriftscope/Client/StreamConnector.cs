using System.IO.Pipes;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Thriftscope.Sessions;
using Thriftscope.Telemetry;
using Thriftscope.Transports;

namespace Thriftscope.Client;

/// <summary>A stream to a server, with all of its layers.</summary>
/// <param name="Stream">What messages are written to and read from.</param>
/// <param name="Socket">What lies below, if it is a socket.</param>
/// <param name="Answer">What its server answered when it was asked for a session; <see langword="null"/> if it was not.</param>
internal readonly record struct ConnectedStream(Stream Stream, Socket? Socket, SessionAnswer? Answer = null);

/// <summary>Opens connections: a socket or a pipe, and the layers above it.</summary>
internal static class StreamConnector
{
    /// <summary>Opens a connection.</summary>
    /// <exception cref="ThriftTransportException">It could not be opened.</exception>
    /// <exception cref="OperationCanceledException">The caller has given up.</exception>
    public static async Task<ConnectedStream> OpenAsync(ThriftEndpoint endpoint, ThriftClientOptions options, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.ConnectTimeout);
        Stream? stream = null;
        Socket? socket = null;
        string? late = null;
        string question = "does the server want one there?";
        try
        {
            await ConnectAsync().ConfigureAwait(false);
            if (options.Session == ThriftSession.None)
                return new ConnectedStream(stream!, socket);
            late = $"The handshake of {options.Session} with {endpoint} was not answered";
            question = $"if the server does not know it, leave {options.Session} out of {nameof(ThriftClientOptions.Context)}.{nameof(ThriftContextOptions.Write)}.";
            SessionAnswer? answer = await SessionHandshake.RunAsync(stream!, endpoint, options, socket?.RemoteEndPoint, timeout.Token).ConfigureAwait(false);
            if (answer is not null)
                return new ConnectedStream(stream!, socket, answer);
            // The server closes connections on which it is called what it does not know: another one is only for what it knows.
            await stream!.DisposeAsync().ConfigureAwait(false);
            (stream, late) = (null, null);
            await ConnectAsync().ConfigureAwait(false);
            return new ConnectedStream(stream!, socket);
        }
        catch (Exception e)
        {
            stream?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            if (e is ThriftTransportException known)
                known.IsUnsent = true;
            if (timeout.IsCancellationRequested)
            {
                double seconds = options.ConnectTimeout.TotalSeconds;
                string message = late is null ? $"Could not connect to {endpoint} within {seconds} s." : $"{late} within {seconds} s: {question}";
                throw new ThriftTransportException(ThriftTransportError.TimedOut, message, e) { IsUnsent = true };
            }

            if (e is SocketException or IOException or UnauthorizedAccessException)
                throw new ThriftTransportException(ThriftTransportError.NotOpen, $"Could not connect to {endpoint}: {ReasonOf(endpoint, e)}. Is the server running there?", e) { IsUnsent = true };
            // Such as of a log-in: it may have any reason of its own, also a time-out.
            if (e is ThriftProtocolException or OperationCanceledException)
                throw new ThriftTransportException(ThriftTransportError.NotOpen, $"Could not connect to {endpoint}: {e.Message}", e) { IsUnsent = true };
            throw;
        }

        async Task ConnectAsync()
        {
            if (endpoint.Scheme == "pipe")
            {
                stream = await OpenPipeAsync(endpoint, timeout.Token).ConfigureAwait(false);
            }
            else
            {
                socket = await OpenSocketAsync(endpoint, options, timeout.Token).ConfigureAwait(false);
                stream = new NetworkStream(socket, ownsSocket: true);
            }

            foreach (Layer next in Layers(endpoint, options))
            {
                late = next.Late;
                stream = await next.AddAsync(stream, timeout.Token).ConfigureAwait(false);
            }
        }
    }

    // For a socket's file that is not there, .NET says that an address can't be assigned.
    private static string ReasonOf(ThriftEndpoint endpoint, Exception exception) =>
        endpoint is { Scheme: "unix", Host: ['/', ..] } && exception is SocketException { SocketErrorCode: SocketError.AddressNotAvailable } && !File.Exists(endpoint.Host)
            ? "There is no such file"
            : exception.Message.TrimEnd('.');

    // From the wire upwards: what a layer is given, it owns.
    private static IEnumerable<Layer> Layers(ThriftEndpoint endpoint, ThriftClientOptions options)
    {
        if (endpoint.Scheme == "tls")
            yield return new($"The TLS handshake with {endpoint} was not answered", (stream, cancellationToken) => EncryptAsync(stream, endpoint, options, cancellationToken));
        if (options.Tap is { } tap)
            yield return new("", (stream, _) => Task.FromResult(tap(stream)));
        if (options.Sasl is { } mechanism)
        {
            yield return new(
                $"The log-in at {endpoint} was not answered",
                async (stream, cancellationToken) => await SaslLogin.ConnectAsync(stream, mechanism, endpoint.ToString(), options.Limits, cancellationToken).ConfigureAwait(false));
        }

        if (endpoint.CompressesStream)
            yield return new("", (stream, _) => Task.FromResult<Stream>(new ZlibDuplexStream(stream, stream)));
    }

    private static async Task<Socket> OpenSocketAsync(ThriftEndpoint endpoint, ThriftClientOptions options, CancellationToken cancellationToken)
    {
        EndPoint address = endpoint.ToEndPoint();
        if (address is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped)
            address = new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port);
        if (address is not DnsEndPoint name)
            return await ConnectAsync(address, options, cancellationToken).ConfigureAwait(false);
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(name.Host, cancellationToken).ConfigureAwait(false);
        if (addresses.Length == 0)
            throw new SocketException((int)SocketError.HostNotFound);
        return await AddressRace.RunAsync(
            addresses, (a, token) => ConnectAsync(new IPEndPoint(a, name.Port), options, token), cancellationToken).ConfigureAwait(false);
    }

    private static async Task<Socket> ConnectAsync(EndPoint address, ThriftClientOptions options, CancellationToken cancellationToken)
    {
        Socket socket = address is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (address is IPEndPoint && options.KeepAliveTime != Timeout.InfiniteTimeSpan)
            {
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, WholeSeconds(options.KeepAliveTime));
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, WholeSeconds(options.KeepAliveInterval));
            }

            await socket.ConnectAsync(address, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static int WholeSeconds(TimeSpan time) => (int)Math.Ceiling(time.TotalSeconds);

    private static async Task<Stream> OpenPipeAsync(ThriftEndpoint endpoint, CancellationToken cancellationToken)
    {
        // The server may not use who we are.
        NamedPipeClientStream pipe = new(
            endpoint.Host, endpoint.Path, PipeDirection.InOut, PipeOptions.Asynchronous, System.Security.Principal.TokenImpersonationLevel.Anonymous);
        try
        {
            await pipe.ConnectAsync(cancellationToken).ConfigureAwait(false);
            return pipe;
        }
        catch
        {
            await pipe.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<Stream> EncryptAsync(Stream stream, ThriftEndpoint endpoint, ThriftClientOptions options, CancellationToken cancellationToken)
    {
        SslStream encrypted = new(stream);
        try
        {
            await encrypted.AuthenticateAsClientAsync(TlsOptions.For(endpoint.Host, options.Tls), cancellationToken).ConfigureAwait(false);
            return encrypted;
        }
        catch (AuthenticationException e)
        {
            await encrypted.DisposeAsync().ConfigureAwait(false);
            string reason = e.InnerException is { } inner ? $"{e.Message} {inner.Message}" : e.Message;
            throw HandshakeFailed(endpoint, reason, e);
        }
        catch (IOException e)
        {
            await encrypted.DisposeAsync().ConfigureAwait(false);
            throw HandshakeFailed(endpoint, $"{e.Message} Does the server speak TLS there?", e);
        }
        catch
        {
            await encrypted.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static ThriftTransportException HandshakeFailed(ThriftEndpoint endpoint, string reason, Exception exception) =>
        new(ThriftTransportError.NotOpen, $"The TLS handshake with {endpoint} failed: {reason}", exception) { IsUnsent = true };

    /// <param name="Late">What is said when adding it takes too long.</param>
    /// <param name="AddAsync">Puts it on a stream.</param>
    private sealed record Layer(string Late, Func<Stream, CancellationToken, Task<Stream>> AddAsync);
}
