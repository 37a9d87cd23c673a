using System.Net;
using System.Net.Sockets;
using Thriftscope.Wire;

namespace Thriftscope;

/// <summary>
/// Where a service is, and how it speaks: <c>tcp://host:port</c>, <c>tls://host:port</c>, <c>unix:///path</c>, <c>unix:@name</c> (Linux's
/// abstract sockets), <c>pipe://./name</c>, <c>http://host:port/path</c> or <c>https://host:port/path</c>. Behind a question mark may stand
/// <c>protocol</c>, <c>transport</c>, <c>strict</c> and <c>compression</c>. The defaults are ThriftPy's: binary and unframed. For a server the host
/// may be <c>*</c>, every address of the machine.
/// </summary>
public sealed class ThriftEndpoint
{
    /// <summary>The host of an endpoint that is all addresses of the machine.</summary>
    internal const string AnyHost = "*";

    private readonly string _text;

    internal ThriftEndpoint(string text, string scheme, string host, int? port, string path, EndpointParameters parameters)
    {
        _text = text;
        Scheme = scheme;
        Host = host;
        Port = port;
        Path = path;
        Format = parameters.Format;
        CompressesStream = parameters.CompressesStream;
    }

    /// <summary><c>tcp</c>, <c>tls</c>, <c>unix</c>, <c>pipe</c>, <c>http</c> or <c>https</c>.</summary>
    public string Scheme { get; }

    /// <summary>
    /// The host's name or IP address, or <c>*</c> for all of a server's machine; a unix socket's path, behind an @ the name of an abstract one; for a named pipe the machine, a dot
    /// for this one.
    /// </summary>
    public string Host { get; }

    /// <summary>The port; 0 lets a server pick one. A socket in the file system and a pipe have none.</summary>
    public int? Port { get; }

    /// <summary>The path of an HTTP endpoint, with the slash that it begins with; the name of a pipe; else empty.</summary>
    public string Path { get; }

    /// <summary>How a client writes values. A server takes all protocols, whatever is written here.</summary>
    public ThriftProtocol Protocol => Format.Protocol;

    /// <summary>How a client lays messages on the connection. A server takes all transports, whatever is written here.</summary>
    public ThriftTransport Transport => Format.Transport;

    internal WireFormat Format { get; }

    /// <summary>Whether all bytes of the connection go through zlib, as Apache's TZlibTransport has it.</summary>
    internal bool CompressesStream { get; }

    internal bool IsHttp => Transport == ThriftTransport.Http;

    internal bool CarriesHeaders => Transport is ThriftTransport.Header or ThriftTransport.TTHeader or ThriftTransport.Http;

    /// <summary>Reads an endpoint.</summary>
    /// <param name="endpoint">The text, such as <c>tcp://127.0.0.1:9090?transport=framed</c>.</param>
    /// <exception cref="FormatException">It is no endpoint; the message says what is wrong with it.</exception>
    public static ThriftEndpoint Parse(string endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return EndpointParser.Parse(endpoint);
    }

    /// <summary>Reads endpoints of one scheme, with commas between them: <c>tcp://a:9090,b:9090?transport=framed</c>.</summary>
    /// <param name="endpoints">The text; what stands behind the last host, a path and parameters, goes for all.</param>
    /// <returns>At least one endpoint.</returns>
    /// <exception cref="FormatException">One of them is no endpoint; the message says what is wrong with it.</exception>
    public static IReadOnlyList<ThriftEndpoint> ParseList(string endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return [.. EndpointParser.Split(endpoints).Select(EndpointParser.Parse)];
    }

    /// <summary>The endpoint's text.</summary>
    public override string ToString() => _text;

    /// <summary>The address to bind or connect to. A host name stays a name: it is resolved at each connect.</summary>
    internal EndPoint ToEndPoint()
    {
        if (Port is not { } port)
            return new UnixDomainSocketEndPoint(Host is ['@', ..] ? "\0" + Host[1..] : Host);
        if (IPAddress.TryParse(Host, out IPAddress? address))
            return new IPEndPoint(address, port);
        return new DnsEndPoint(Host, port);
    }

    /// <summary>The same endpoint at the port that the system picked.</summary>
    internal ThriftEndpoint WithPort(int port)
    {
        string host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        int query = _text.IndexOf('?', StringComparison.Ordinal);
        string text = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Scheme}://{host}:{port}{Path}{(query < 0 ? "" : _text[query..])}");
        return new(text, Scheme, Host, port, Path, new EndpointParameters(Format, CompressesStream));
    }
}
