namespace Thriftscope.Telemetry;

/// <summary>Text that a peer has sent, on its way into spans, logs and messages.</summary>
internal static class PeerText
{
    private const int MaxLength = 256;

    /// <summary>The text without what would fill or break the lines of a log.</summary>
    public static string Bounded(string text)
    {
        string bounded = text.Length <= MaxLength ? text : text[..MaxLength] + "…";
        return bounded.Any(char.IsControl) ? string.Concat(bounded.Select(c => char.IsControl(c) ? '\uFFFD' : c)) : bounded;
    }

    /// <summary>Address and port as one text, for logs; an IPv6 address is in brackets.</summary>
    public static string Address(string address, int? port) =>
        port is null ? address : address.Contains(':', StringComparison.Ordinal) ? $"[{address}]:{port}" : $"{address}:{port}";
}
