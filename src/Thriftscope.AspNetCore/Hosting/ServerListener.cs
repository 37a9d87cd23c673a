using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Thriftscope.AspNetCore.Requests;

namespace Thriftscope.AspNetCore.Hosting;

/// <summary>One endpoint of a server that runs by itself: where it listens, and what happens to connections there.</summary>
internal sealed class ServerListener
{
    private readonly ThriftEndpoint _endpoint;
    private readonly IReadOnlyList<EndPoint> _addresses;
    private ListenOptions? _listening;

    private ServerListener(ThriftEndpoint endpoint, IReadOnlyList<EndPoint> addresses)
    {
        _endpoint = endpoint;
        _addresses = addresses;
    }

    /// <summary>The path at which HTTP's requests are served; <see langword="null"/> where connections are Thrift's.</summary>
    public string? HttpPath => _endpoint.Scheme is "http" or "https" ? _endpoint.Path : null;

    private bool IsSecure => _endpoint.Scheme is "tls" or "https";

    /// <exception cref="FormatException">The endpoint is wrong, or can't be served.</exception>
    /// <exception cref="ArgumentException">It needs a certificate, and the options have none.</exception>
    /// <exception cref="PlatformNotSupportedException">The system has nothing like it.</exception>
    /// <exception cref="ThriftTransportException">Its host has no address.</exception>
    public static async Task<ServerListener> CreateAsync(string text, ThriftServerOptions options, CancellationToken cancellationToken)
    {
        ThriftEndpoint endpoint = ThriftEndpoint.Parse(text);
        if (endpoint.Scheme is "tls" or "https" && options.Tls is null)
            throw new ArgumentException($"{endpoint} needs a certificate: set {nameof(ThriftServerOptions)}.{nameof(ThriftServerOptions.Tls)}.", nameof(options));
        if (endpoint.IsHttp && options.SaslMechanisms.Count > 0)
        {
            throw new ArgumentException(
                $"{endpoint} can't ask for a log-in by SASL, and would let everybody call. Serve HTTP from a {nameof(ThriftServer)} without {nameof(ThriftServerOptions.SaslMechanisms)}, with an interceptor or client certificates that tell who calls.", nameof(options));
        }

        if (endpoint is { Scheme: "unix", Host: ['/', ..] } && Path.GetDirectoryName(endpoint.Host) is { } folder && !Directory.Exists(folder))
            throw new ThriftTransportException(ThriftTransportError.NotOpen, $"Could not listen on {endpoint}: there is no directory {folder}.");
        if (endpoint.Scheme == "pipe")
        {
            if (!OperatingSystem.IsWindows())
                throw new PlatformNotSupportedException($"{endpoint} can't be served here: named pipes are served on Windows only. Use a unix socket: unix:///path or unix:@name.");
            if (endpoint.Host != ".")
                throw new FormatException($"{endpoint} can't be served: a pipe is served on its own machine, pipe://./{endpoint.Path}.");
        }

        return new ServerListener(endpoint, await ResolveAsync(endpoint, cancellationToken).ConfigureAwait(false));
    }

    public void Listen(KestrelServerOptions kestrel, ThriftServerOptions options)
    {
        if (_endpoint.Scheme == "unix" && _endpoint.Host[0] == '/')
            UnixSocketFile.RemoveStale(_endpoint.Host);
        if (_endpoint.Scheme == "pipe")
            kestrel.ListenNamedPipe(_endpoint.Path, listen => Configure(listen, options));
        foreach (EndPoint address in _addresses)
            kestrel.Listen(address, listen => Configure(listen, options));
    }

    /// <summary>The endpoint, with the port that the system picked if it was asked to.</summary>
    public ThriftEndpoint Bound() => _endpoint.Port is not null && _listening?.IPEndPoint is { } bound ? _endpoint.WithPort(bound.Port) : _endpoint;

    private void Configure(ListenOptions listen, ThriftServerOptions options)
    {
        _listening ??= listen;
        _ = listen.LimitConnections(options);
        if (IsSecure)
        {
            _ = listen.Use(next => new TlsWatch(ServerCore.Of(listen.ApplicationServices).Telemetry, next).OnConnectedAsync);
            _ = listen.UseHttps(options.Tls!);
            _ = listen.Use(TlsWatch.Passed);
        }

        // Without TLS there is nothing by which clients and Kestrel could agree on HTTP/2.
        listen.Protocols = HttpPath is null ? HttpProtocols.None : IsSecure ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
        if (HttpPath is null)
            _ = listen.ServeThrift(ServerCore.OptionsOf(listen.ApplicationServices, o => o.AllowHttp = false));
    }

    private static async Task<IReadOnlyList<EndPoint>> ResolveAsync(ThriftEndpoint endpoint, CancellationToken cancellationToken)
    {
        if (endpoint.Scheme == "pipe")
            return [];
        // A socket at IPv6's own takes IPv4 too.
        if (endpoint.Host == ThriftEndpoint.AnyHost)
            return [new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, endpoint.Port!.Value)];
        EndPoint address = endpoint.ToEndPoint();
        if (address is not DnsEndPoint name)
            return [address];
        try
        {
            IPAddress[] found = await Dns.GetHostAddressesAsync(name.Host, cancellationToken).ConfigureAwait(false);
            // A port that the system picks for one address need not be free on another.
            return [.. (name.Port == 0 ? found.Take(1) : found).Select(a => new IPEndPoint(a, name.Port))];
        }
        catch (SocketException e)
        {
            throw new ThriftTransportException(ThriftTransportError.NotOpen, $"Could not listen on {endpoint}: {e.Message}", e);
        }
    }
}
