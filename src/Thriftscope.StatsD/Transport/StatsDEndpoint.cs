using System.Globalization;

namespace Thriftscope.StatsD.Transport;

/// <summary>Where the daemon is.</summary>
/// <param name="Protocol">How it is reached.</param>
/// <param name="Host">Its name or address, or the path of its socket.</param>
/// <param name="Port">Its port; 0 for a unix socket.</param>
internal sealed record StatsDEndpoint(StatsDProtocol Protocol, string Host, int Port)
{
    private const int DefaultPort = 8125;

    public static StatsDEndpoint Parse(string? text)
    {
        string address = text ?? "";
        if (!address.Contains("://", StringComparison.Ordinal))
            address = "udp://" + address;
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri))
            throw Wrong(text);
        return uri switch
        {
            { Scheme: "unix", Host: "", AbsolutePath.Length: > 1 } => new(StatsDProtocol.Unix, Uri.UnescapeDataString(uri.AbsolutePath), 0),
            { Scheme: "udp", DnsSafeHost.Length: > 0, Port: not 0, PathAndQuery: "/" or "" } => new(StatsDProtocol.Udp, uri.DnsSafeHost, PortOf(uri)),
            { Scheme: "tcp", DnsSafeHost.Length: > 0, Port: not 0, PathAndQuery: "/" or "" } => new(StatsDProtocol.Tcp, uri.DnsSafeHost, PortOf(uri)),
            _ => throw Wrong(text),
        };
    }

    public override string ToString() =>
        Protocol == StatsDProtocol.Unix ? Host : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    private static int PortOf(Uri uri) => uri.Port < 0 ? DefaultPort : uri.Port;

    private static ArgumentException Wrong(string? text) => new(
        $"\"{text}\" is no endpoint of a StatsD daemon. Write host:port, udp://host:port, tcp://host:port or unix:///path.");
}
