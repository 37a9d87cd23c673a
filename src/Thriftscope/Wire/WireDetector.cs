using System.Buffers;
using System.Buffers.Binary;
using Thriftscope.Telemetry;

namespace Thriftscope.Wire;

/// <summary>Tells from a connection's first bytes how its messages lie on it.</summary>
/// <remarks>
/// <para>
/// The first byte decides, or else the first four are a length and what is behind them decides. No more bytes are waited for than the
/// shortest message of the format has, so a peer that has sent its message never waits for an answer to it in vain.
/// </para>
/// <list type="table">
/// <listheader><term>bytes</term><description>what they begin</description></listheader>
/// <item><term><c>80</c></term><description>binary in its strict form, unframed</description></item>
/// <item><term><c>82</c></term><description>compact, unframed</description></item>
/// <item><term><c>5B</c></term><description>Apache's JSON, unframed: <c>[1,"name",…</c></description></item>
/// <item><term><c>length, 80</c></term><description>binary in its strict form, framed</description></item>
/// <item><term><c>length, 82</c></term><description>compact, framed</description></item>
/// <item><term><c>length, 5B</c></term><description>Apache's JSON, framed</description></item>
/// <item><term><c>length, 7B</c></term><description>ThriftPy's JSON, unframed: the length belongs to its messages</description></item>
/// <item><term><c>length, length - 4, 7B</c></term><description>ThriftPy's JSON, framed</description></item>
/// <item><term><c>length, 00</c></term><description>binary in its old form, framed: behind the frame's length stands that of a name</description></item>
/// <item><term><c>length, letter or _</c></term><description>binary in its old form, unframed: the length of a name, and the name</description></item>
/// <item><term><c>length, 0F FF</c></term><description>THeader; its protocol is the byte behind 14</description></item>
/// <item><term><c>length, 10 00</c></term><description>TTHeader; likewise</description></item>
/// <item><term><c>78</c>, then 01, 5E, 9C or DA</term><description>a zlib stream around the whole connection: <see cref="TryDetectZlib"/> comes first, where it is switched on</description></item>
/// </list>
/// <para>
/// The high byte of a length is at most that of <see cref="ThriftLimits.MaxFrameSize"/>. With the default limit that is 0, and none of the
/// marks is one. With a limit of gigabytes <c>5B</c> may begin a length: then <c>[1,"</c> must follow for JSON. A name of the old form
/// begins as names do in the IDL, so it is no mark; and it is shorter than its frame by more than 4, so its length is not that of
/// ThriftPy's JSON.
/// </para>
/// </remarks>
internal static class WireDetector
{
    private const byte StrictMark = 0x80;
    private const byte CompactMark = 0x82;
    private const byte ZlibMark = 0x78;
    private const int LengthSize = sizeof(int);

    // Up to the protocol of a frame with headers.
    private const int MostNeeded = LengthSize + FramePrefix.Size + 1;

    /// <summary>Looks for a zlib stream.</summary>
    /// <returns>Whether there were enough bytes to know.</returns>
    public static bool TryDetectZlib(in ReadOnlySequence<byte> buffer, out bool isZlib)
    {
        Span<byte> head = stackalloc byte[(int)Math.Min(2, buffer.Length)];
        buffer.Slice(0, head.Length).CopyTo(head);
        isZlib = IsZlib(head);
        return head.Length == 2 || (head.Length == 1 && head[0] != ZlibMark);
    }

    /// <summary>Whether bytes begin a zlib stream with the window that everybody uses, 32 KiB, and without a dictionary.</summary>
    public static bool IsZlib(ReadOnlySpan<byte> head) =>
        head.Length >= 2 && head[0] == ZlibMark && (head[1] & 0x20) == 0 && BinaryPrimitives.ReadUInt16BigEndian(head) % 31 == 0;

    /// <summary>Looks at the first bytes.</summary>
    /// <returns>Whether there were enough of them to know.</returns>
    /// <exception cref="ThriftProtocolException">They begin no message that is served here.</exception>
    public static bool TryDetect(in ReadOnlySequence<byte> buffer, ThriftLimits limits, out WireFormat format)
    {
        Span<byte> bytes = stackalloc byte[MostNeeded];
        int count = (int)Math.Min(MostNeeded, buffer.Length);
        buffer.Slice(0, count).CopyTo(bytes);
        ReadOnlySpan<byte> head = bytes[..count];
        format = WireFormat.Unframed;
        if (head.IsEmpty)
            return false;
        switch (head[0])
        {
            case StrictMark:
                return true;
            case CompactMark:
                format = new(ThriftTransport.Unframed, ThriftProtocol.Compact);
                return true;
            case (byte)'[' when !MayBeLength(head[0], limits) || head.StartsWith("[1,\""u8):
                format = new(ThriftTransport.Unframed, ThriftProtocol.Json);
                return true;
        }

        if (!MayBeLength(head[0], limits))
            throw UnknownBytes.Error(buffer);
        if (head.Length <= LengthSize)
            return false;
        return TryDetectBehindLength(head, out format) ?? throw UnknownBytes.Error(buffer);
    }

    private static bool MayBeLength(byte high, ThriftLimits limits) => high <= limits.MaxFrameSize >> 24;

    // Answers null when the bytes begin nothing that is known.
    private static bool? TryDetectBehindLength(ReadOnlySpan<byte> head, out WireFormat format)
    {
        format = WireFormat.Framed;
        int length = BinaryPrimitives.ReadInt32BigEndian(head);
        ReadOnlySpan<byte> behind = head[LengthSize..];
        if (IsInnerLength(behind, length, out bool isWhole))
        {
            format = new(ThriftTransport.Framed, ThriftProtocol.ThriftPyJson);
            return isWhole;
        }

        switch (behind[0])
        {
            case StrictMark:
                return true;
            case 0:
                format = WireFormat.Framed with { IsStrict = false };
                return true;
            case CompactMark:
                format = new(ThriftTransport.Framed, ThriftProtocol.Compact);
                return true;
            case (byte)'[':
                format = new(ThriftTransport.Framed, ThriftProtocol.Json);
                return true;
            case (byte)'{':
                format = new(ThriftTransport.Unframed, ThriftProtocol.ThriftPyJson);
                return true;
            case 0x0F or 0x10:
                return TryDetectHeader(behind, out format);
            case (byte)'_' or (>= (byte)'A' and <= (byte)'Z') or (>= (byte)'a' and <= (byte)'z') when head[0] == 0:
                format = WireFormat.Unframed with { IsStrict = false };
                return true;
            default:
                return null;
        }
    }

    // Whether the length of one of ThriftPy's messages and its first character fill the frame, as far as can be seen.
    private static bool IsInnerLength(ReadOnlySpan<byte> behind, int length, out bool isWhole)
    {
        Span<byte> expected = stackalloc byte[LengthSize + 1];
        BinaryPrimitives.WriteInt32BigEndian(expected, length - LengthSize);
        expected[LengthSize] = (byte)'{';
        isWhole = behind.Length >= expected.Length;
        int common = Math.Min(behind.Length, expected.Length);
        return behind[..common].SequenceEqual(expected[..common]);
    }

    private static bool? TryDetectHeader(ReadOnlySpan<byte> behind, out WireFormat format)
    {
        format = new(behind[0] == 0x0F ? ThriftTransport.Header : ThriftTransport.TTHeader, ThriftProtocol.Binary);
        HeaderFormat layout = HeaderFramer.FormatOf(format.Transport)!;
        if (behind.Length < 2)
            return false;
        if (BinaryPrimitives.ReadUInt16BigEndian(behind) != layout.Magic)
            return null;
        if (behind.Length > FramePrefix.Size && behind[FramePrefix.Size] == (byte)HeaderProtocol.Compact)
            format = format with { Protocol = ThriftProtocol.Compact };
        // A frame whose header block is empty is wrong, and ends here: its framer says so.
        return behind.Length > FramePrefix.Size || (behind.Length == FramePrefix.Size && behind[8] == 0 && behind[9] == 0);
    }
}
