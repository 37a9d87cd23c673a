namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>What carries messages from one program to another.</summary>
/// <param name="Name">As the table of docs/interop.md calls it.</param>
/// <param name="Transport">unframed, framed, header, header-zlib, zlib or zlib-framed.</param>
/// <param name="Carrier">tcp, tls, unix, abstract, http or https.</param>
/// <param name="IsMultiplexed">Whether the server has two services, each under a name.</param>
public sealed record Wire(string Name, string Transport, string Carrier = "tcp", bool IsMultiplexed = false)
{
    public static IReadOnlyList<Wire> All { get; } =
    [
        new("unframed", "unframed"),
        new("framed", "framed"),
        new("unframed, multiplexed", "unframed", IsMultiplexed: true),
        new("framed, multiplexed", "framed", IsMultiplexed: true),
        new("THeader", "header"),
        new("THeader, zlib transform", "header-zlib"),
        new("zlib", "zlib"),
        new("zlib, framed", "zlib-framed"),
        new("HTTP", "unframed", "http"),
        new("HTTPS", "unframed", "https"),
        new("TLS, unframed", "unframed", "tls"),
        new("TLS, framed", "framed", "tls"),
        new("unix socket, unframed", "unframed", "unix"),
        new("unix socket, framed", "framed", "unix"),
        new("abstract unix socket", "unframed", "abstract"),
    ];

    internal bool IsHttp => Carrier.StartsWith("http", StringComparison.Ordinal);

    internal bool IsSecure => Carrier is "tls" or "https";

    internal bool IsUnix => Carrier is "unix" or "abstract";

    internal bool IsHeader => Transport.StartsWith("header", StringComparison.Ordinal);

    internal bool IsFramed => Transport is "framed" or "zlib-framed";

    internal bool IsCompressed => Transport.Contains("zlib", StringComparison.Ordinal);
}
