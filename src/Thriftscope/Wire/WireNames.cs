namespace Thriftscope.Wire;

/// <summary>What protocols and transports are called in endpoints and in telemetry.</summary>
internal static class WireNames
{
    private static readonly string[] Protocols = ["binary", "compact", "json", "thriftpy-json"];
    private static readonly string[] Transports = ["unframed", "framed", "header", "ttheader", "http"];

    /// <summary>All protocols, for messages.</summary>
    public static string AllProtocols { get; } = Enumerate(Protocols);

    /// <summary>The transports that a connection may have, for messages: HTTP is no matter of choice.</summary>
    public static string ConnectionTransports { get; } = Enumerate(Transports[..^1]);

    public static string Of(ThriftProtocol protocol) => Protocols[(int)protocol];

    public static string Of(ThriftTransport transport) => Transports[(int)transport];

    public static bool TryParse(string name, out ThriftProtocol protocol)
    {
        int index = Array.IndexOf(Protocols, name);
        protocol = (ThriftProtocol)Math.Max(index, 0);
        return index >= 0;
    }

    public static bool TryParse(string name, out ThriftTransport transport)
    {
        int index = Array.IndexOf(Transports, name);
        transport = (ThriftTransport)Math.Max(index, 0);
        return index >= 0 && transport != ThriftTransport.Http;
    }

    private static string Enumerate(string[] names) => $"{string.Join(", ", names[..^1])} or {names[^1]}";
}
