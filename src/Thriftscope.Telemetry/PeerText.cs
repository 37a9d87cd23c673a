namespace Thriftscope.Telemetry;

/// <summary>Text that a peer has sent, on its way into spans, logs and messages.</summary>
internal static class PeerText
{
    private const int MaxLength = 256;

    public static string Bounded(string text) => text.Length <= MaxLength ? text : text[..MaxLength] + "…";
}
