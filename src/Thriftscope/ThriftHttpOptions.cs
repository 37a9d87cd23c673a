using System.Net;

namespace Thriftscope;

/// <summary>How a client calls <c>http://</c> and <c>https://</c> endpoints.</summary>
public sealed class ThriftHttpOptions
{
    /// <summary>
    /// The type that requests are sent as, and that their <c>Accept</c> header asks for; a reply is read whatever its type. Default: <c>application/x-thrift</c>, what Apache's clients send
    /// whatever the protocol, and what all of its servers take.
    /// </summary>
    public string ContentType
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (!System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(value, out _))
                throw new ArgumentException($"\"{value}\" is no content type; write one such as application/x-thrift.", nameof(value));
            field = value;
        }
    } = "application/x-thrift";

    /// <summary>The version of HTTP that is asked for. Default: 1.1.</summary>
    public Version Version { get; set; } = HttpVersion.Version11;

    /// <summary>
    /// What happens when the server has another version. HTTP/2 without TLS needs <see cref="HttpVersionPolicy.RequestVersionExact"/>. Default:
    /// <see cref="HttpVersionPolicy.RequestVersionOrLower"/>.
    /// </summary>
    public HttpVersionPolicy VersionPolicy { get; set; } = HttpVersionPolicy.RequestVersionOrLower;

    /// <summary>
    /// Changes the handler that makes and keeps the connections, once for each client and endpoint: a proxy, <c>MaxConnectionsPerServer</c>, credentials. What
    /// <see cref="ThriftClientOptions"/> says of time-outs, lifetimes and TLS has been set before. It is called again when the server turns out
    /// not to keep connections, which HTTP/1.0 does not: for the handler that makes a new one for each call from then on.
    /// </summary>
    public Action<SocketsHttpHandler>? ConfigureHandler { get; set; }
}
