using System.Text;

namespace Thriftscope.Wire;

/// <summary>UTF-8 as the protocols have it: bytes that are none become U+FFFD.</summary>
internal static class Utf8Text
{
    // Most text is ASCII, and widening that is cheaper than decoding it.
    public static string Decode(ReadOnlySpan<byte> bytes) =>
        (Ascii.IsValid(bytes) ? Encoding.Latin1 : Encoding.UTF8).GetString(bytes);
}
