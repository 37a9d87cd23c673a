using System.Text;

namespace Thriftscope.Wire;

/// <summary>The names of the methods that messages were for: nearly each message has one of a few, which need not be made again.</summary>
internal static class MethodNames
{
    private const int MaxLength = 64;

    // Each name has one place, which another that falls there takes over: a peer that makes up names can do no more than that.
    private static readonly string?[] Known = new string?[512];

    public static string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxLength)
            return Utf8Text.Decode(utf8);
        uint hash = 0;
        foreach (byte b in utf8)
            hash = (hash * 31) + b;
        ref string? known = ref Known[hash % (uint)Known.Length];
        if (Volatile.Read(ref known) is { } same && Ascii.Equals(utf8, same))
            return same;
        string name = Utf8Text.Decode(utf8);
        Volatile.Write(ref known, name);
        return name;
    }
}
