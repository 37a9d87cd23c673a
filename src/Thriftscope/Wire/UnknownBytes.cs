using System.Buffers;
using System.Text;

namespace Thriftscope.Wire;

/// <summary>Says what bytes may be that begin no message.</summary>
internal static class UnknownBytes
{
    private const int Shown = 8;

    // HTTP/2 begins with PRI.
    private static readonly string[] HttpStarts = ["GET ", "POST ", "PUT ", "HEAD ", "OPTIONS ", "DELETE ", "PATCH ", "CONNECT ", "PRI "];

    public static ThriftProtocolException Error(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> bytes = stackalloc byte[Shown];
        ReadOnlySpan<byte> head = bytes[..(int)Math.Min(Shown, buffer.Length)];
        buffer.Slice(0, head.Length).CopyTo(bytes);
        string guess = Guess(head) is { } known ? $": {known}" : "";
        return new(ThriftProtocolError.BadVersion, $"The first bytes, {Convert.ToHexStringLower(head)}, begin no Thrift message{guess}", 0);
    }

    private static string? Guess(ReadOnlySpan<byte> head)
    {
        if (IsHttp(head))
            return "they look like HTTP; Thrift over HTTP is served at an http endpoint or by MapThrift";
        // A handshake record of TLS, whatever its version.
        if (head is [0x16, 0x03, ..])
            return "they look like TLS; serve a tls endpoint, or let the client connect without TLS";
        if (head is [0x01, 0x00, 0x00, 0x00, > 0 and <= 20, ..])
            return "they look like a SASL log-in, which is not switched on here";
        return WireDetector.IsZlib(head) ? "they look like a zlib stream, which is not switched on here" : null;
    }

    private static bool IsHttp(ReadOnlySpan<byte> head)
    {
        // One letter may be anything.
        if (head.Length < 3)
            return false;
        foreach (string start in HttpStarts)
        {
            int common = Math.Min(start.Length, head.Length);
            if (Ascii.Equals(head[..common], start.AsSpan(0, common)))
                return true;
        }

        return false;
    }
}
