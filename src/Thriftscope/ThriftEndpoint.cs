using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Thriftscope.Wire;

namespace Thriftscope;

/// <summary>
/// Where a service is, and how it speaks: <c>tcp://host:port</c> or <c>unix:///path</c>, with
/// <c>?transport=framed</c> when messages are framed. The defaults are ThriftPy's: binary and unframed.
/// </summary>
public sealed class ThriftEndpoint
{
    // What the address of a socket has room for, on Linux and elsewhere.
    private const int MaxUnixPath = 103;

    private readonly string _text;

    private ThriftEndpoint(string text, string scheme, string host, int? port, WireFormat format)
    {
        _text = text;
        Scheme = scheme;
        Host = host;
        Port = port;
        Format = format;
    }

    /// <summary><c>tcp</c> or <c>unix</c>.</summary>
    public string Scheme { get; }

    /// <summary>The host's name or IP address, or the socket's path.</summary>
    public string Host { get; }

    /// <summary>The port; 0 lets a server pick one. A socket in the file system has none.</summary>
    public int? Port { get; }

    /// <summary>How a client writes values. A server takes all protocols, whatever is written here.</summary>
    public ThriftProtocol Protocol => Format.Protocol;

    /// <summary>How a client lays messages on the connection. A server takes all transports, whatever is written here.</summary>
    public ThriftTransport Transport => Format.Transport;

    internal WireFormat Format { get; }

    /// <summary>Reads an endpoint.</summary>
    /// <param name="endpoint">The text, such as <c>tcp://127.0.0.1:9090?transport=framed</c>.</param>
    /// <exception cref="FormatException">It is no endpoint; the message says what is wrong with it.</exception>
    public static ThriftEndpoint Parse(string endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? uri))
            throw Wrong(endpoint, "it is no URI; write tcp://host:port, with a port up to 65535, or unix:///path");

        WireFormat format = WireFormat.Unframed;
        foreach (string pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            string value = parts.Length == 2 ? parts[1] : "";
            switch (parts[0])
            {
                case "protocol":
                    format = WireNames.TryParse(value, out ThriftProtocol protocol)
                        ? format with { Protocol = protocol }
                        : throw Wrong(endpoint, $"protocol can be {WireNames.AllProtocols}, not \"{value}\"");
                    break;
                case "transport":
                    format = WireNames.TryParse(value, out ThriftTransport transport)
                        ? format with { Transport = transport }
                        : throw Wrong(endpoint, $"transport can be {WireNames.ConnectionTransports}, not \"{value}\"");
                    break;
                default:
                    throw Wrong(endpoint, $"it has no parameter \"{parts[0]}\"; there are protocol and transport");
            }
        }

        switch (uri.Scheme)
        {
            case "tcp":
                if (uri.Port < 0 || uri.Host.Length == 0)
                    throw Wrong(endpoint, "a tcp endpoint needs a host and a port: tcp://host:port");
                if (uri.AbsolutePath is not ("" or "/"))
                    throw Wrong(endpoint, "a tcp endpoint has no path");
                return new ThriftEndpoint(endpoint, uri.Scheme, uri.DnsSafeHost, uri.Port, format);
            case "unix":
                string path = Uri.UnescapeDataString(uri.AbsolutePath);
                if (uri.Host.Length > 0 || path.Length < 2)
                    throw Wrong(endpoint, "a unix endpoint needs an absolute path: unix:///run/my.sock");
                if (System.Text.Encoding.UTF8.GetByteCount(path) > MaxUnixPath)
                    throw Wrong(endpoint, $"a socket's path has at most {MaxUnixPath} bytes");
                return new ThriftEndpoint(endpoint, uri.Scheme, path, null, format);
            default:
                throw Wrong(endpoint, $"\"{uri.Scheme}\" is not supported; write tcp://host:port or unix:///path");
        }
    }

    /// <summary>The endpoint's text.</summary>
    public override string ToString() => _text;

    /// <summary>The address to bind or connect to. A host name stays a name: it is resolved at each connect.</summary>
    internal EndPoint ToEndPoint()
    {
        if (Port is not { } port)
            return new UnixDomainSocketEndPoint(Host);
        if (IPAddress.TryParse(Host, out IPAddress? address))
            return new IPEndPoint(address, port);
        return new DnsEndPoint(Host, port);
    }

    /// <summary>The same endpoint at the port that the system picked.</summary>
    internal ThriftEndpoint WithPort(int port)
    {
        string host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        string query = Format.Transport == ThriftTransport.Unframed ? "" : $"?transport={WireNames.Of(Transport)}";
        return new(string.Create(CultureInfo.InvariantCulture, $"{Scheme}://{host}:{port}{query}"), Scheme, Host, port, Format);
    }

    private static FormatException Wrong(string endpoint, string reason) => new($"\"{endpoint}\" is no Thrift endpoint: {reason}.");
}
