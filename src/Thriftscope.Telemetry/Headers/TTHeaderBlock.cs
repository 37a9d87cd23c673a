using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Thriftscope.Telemetry;

/// <summary>
/// The block of Kitex's TTHeader, all numbers big-endian: <c>u8 protocol | u8 count of transforms, their ids | infos | padding</c>.
/// Info 0x01 is a u16 count of texts with texts as keys, 0x10 of texts with numbers as keys, 0x11 one text, the ACL token; a text stands behind
/// its u16 length. https://www.cloudwego.io/docs/kitex/reference/transport_protocol_ttheader/.
/// </summary>
internal sealed class TTHeaderBlock : HeaderFormat
{
    /// <summary>What Kitex's metainfo writes before the keys of values that go one hop far, OpenTelemetry's among them.</summary>
    public const string TransitPrefix = "RPC_TRANSIT_";

    /// <summary>What stands before a number to make it a key of user code: <c>int:3</c> is Kitex's FromService.</summary>
    public const string NumberPrefix = "int:";

    /// <summary>The key that Kitex gives the ACL token.</summary>
    public const string TokenKey = "RPC_TRANSIT_gdpr-token";

    private const int Padding = 0x00;
    private const int KeyValues = 0x01;
    private const int NumberedValues = 0x10;
    private const int Token = 0x11;

    public override string Name => "TTHeader";

    public override ThriftContextDialect Dialect => ThriftContextDialects.TTHeader;

    public override HeaderPlace Place => HeaderPlace.TTHeader;

    public override ushort Magic => 0x1000;

    public override string ContextPrefix => TransitPrefix;

    public override long SizeOf(bool isCompressed, in OutgoingHeaders headers)
    {
        long size = isCompressed ? 3 : 2;
        (int texts, int numbers, _) = Sort(headers);
        size += (texts > 0 ? 3 : 0) + (numbers > 0 ? 3 : 0);
        foreach ((string key, string value) in headers)
            size += KeySize(key) + TextSize(value);
        return Padded(size);
    }

    public override void Write(Span<byte> block, BlockInfo info, in OutgoingHeaders headers)
    {
        block.Clear();
        block[0] = (byte)info.Protocol;
        block[1] = info.IsCompressed ? (byte)1 : (byte)0;
        block[2] = info.IsCompressed ? (byte)BlockInfo.Zlib : (byte)0;
        Span<byte> rest = block[(info.IsCompressed ? 3 : 2)..];
        (int texts, int numbers, string? token) = Sort(headers);
        if (token is not null)
        {
            rest[0] = Token;
            rest = WriteText(rest[1..], token);
        }

        if (texts > 0)
            rest = WriteAll(WriteCount(rest, KeyValues, texts), headers, Kind.Text);
        if (numbers > 0)
            _ = WriteAll(WriteCount(rest, NumberedValues, numbers), headers, Kind.Number);
    }

    private enum Kind
    {
        Text,
        Number,
        Token,
    }

    private static Kind KindOf(string key, out ushort number)
    {
        number = 0;
        if (key.StartsWith(NumberPrefix, StringComparison.OrdinalIgnoreCase)
            && ushort.TryParse(key.AsSpan(NumberPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number))
            return Kind.Number;
        return key.Equals(TokenKey, StringComparison.OrdinalIgnoreCase) ? Kind.Token : Kind.Text;
    }

    private static (int Texts, int Numbers, string? Token) Sort(in OutgoingHeaders headers)
    {
        (int texts, int numbers, string? token) = (0, 0, null);
        foreach ((string key, string value) in headers)
        {
            switch (KindOf(key, out _))
            {
                case Kind.Text:
                    texts++;
                    break;
                case Kind.Number:
                    numbers++;
                    break;
                default:
                    token = value;
                    break;
            }
        }

        return (texts, numbers, token);
    }

    protected override bool TryReadNumber(ref BlockReader reader, out uint number) => reader.TryReadByte(out number);

    // Padding may stand between infos too. What comes behind an info that is not known can't be read.
    protected override bool TryReadHeaders(ref BlockReader reader, IncomingHeaders headers)
    {
        while (!reader.IsAtEnd)
        {
            _ = reader.TryReadByte(out uint id);
            switch (id)
            {
                case Padding:
                    break;
                case KeyValues or NumberedValues:
                    if (!TryReadValues(ref reader, headers, id == NumberedValues))
                        return false;
                    break;
                case Token:
                    if (!reader.Check(headers.Announce(1, reader.Offset)) || !TryReadText(ref reader, out string token))
                        return false;
                    headers.Add(TokenKey, token);
                    break;
                default:
                    return true;
            }
        }

        return true;
    }

    private static bool TryReadValues(ref BlockReader reader, IncomingHeaders headers, bool areNumbered)
    {
        if (!reader.TryReadUInt16(out uint count) || !reader.TryAccept(count, minimumSize: 4, headers))
            return false;
        for (uint i = 0; i < count; i++)
        {
            if (!(areNumbered ? TryReadKey(ref reader, out string key) : TryReadText(ref reader, out key)) || !TryReadText(ref reader, out string value))
                return false;
            headers.Add(key, value);
        }

        return true;
    }

    private static bool TryReadKey(ref BlockReader reader, out string key)
    {
        bool read = reader.TryReadUInt16(out uint number);
        key = string.Create(CultureInfo.InvariantCulture, $"{NumberPrefix}{number}");
        return read;
    }

    private static bool TryReadText(ref BlockReader reader, out string text)
    {
        text = "";
        return reader.TryReadUInt16(out uint length) && reader.TryReadText(length, out text);
    }

    // The token has no key on the wire, but the number of its info.
    private static int KeySize(string key) => KindOf(key, out _) switch
    {
        Kind.Text => TextSize(key),
        Kind.Number => sizeof(ushort),
        _ => 1,
    };

    private static int TextSize(string text) => sizeof(ushort) + Encoding.UTF8.GetByteCount(text);

    private static Span<byte> WriteAll(Span<byte> destination, scoped in OutgoingHeaders headers, Kind kind)
    {
        foreach ((string key, string value) in headers)
        {
            if (KindOf(key, out ushort number) != kind)
                continue;
            destination = kind == Kind.Number ? WriteUInt16(destination, number) : WriteText(destination, key);
            destination = WriteText(destination, value);
        }

        return destination;
    }

    private static Span<byte> WriteCount(Span<byte> destination, byte id, int count)
    {
        destination[0] = id;
        return WriteUInt16(destination[1..], count);
    }

    private static Span<byte> WriteText(Span<byte> destination, string text)
    {
        int size = Encoding.UTF8.GetBytes(text, destination[sizeof(ushort)..]);
        return WriteUInt16(destination, size)[size..];
    }

    private static Span<byte> WriteUInt16(Span<byte> destination, int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)value);
        return destination[sizeof(ushort)..];
    }
}
