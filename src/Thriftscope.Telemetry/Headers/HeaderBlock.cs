using System.Text;

namespace Thriftscope.Telemetry;

/// <summary>
/// The block of Apache's THeader, all numbers varints:
/// <c>protocol | count of transforms, their ids | infos | padding</c>. Info 1 is a count of (length, key, length, value); 2 is
/// fbthrift's: the same, remembered for the connection.
/// https://github.com/apache/thrift/blob/master/doc/specs/HeaderFormat.md.
/// </summary>
internal sealed class HeaderBlock : HeaderFormat
{
    private const int KeyValues = 1;
    private const int PersistentKeyValues = 2;

    public override string Name => "THeader";

    public override ThriftContextDialect Dialect => ThriftContextDialects.Header;

    public override HeaderPlace Place => HeaderPlace.Header;

    public override ushort Magic => 0x0FFF;

    public override string ContextPrefix => "";

    public override long SizeOf(bool isCompressed, in OutgoingHeaders headers)
    {
        long size = isCompressed ? 3 : 2;
        if (headers.Count > 0)
        {
            size += 1 + VarintSize(headers.Count);
            foreach ((string key, string value) in headers)
                size += TextSize(key) + TextSize(value);
        }

        return Padded(size);
    }

    public override void Write(Span<byte> block, BlockInfo info, in OutgoingHeaders headers)
    {
        block.Clear();
        Span<byte> rest = WriteVarint(block, (int)info.Protocol);
        rest = WriteVarint(rest, info.IsCompressed ? 1 : 0);
        if (info.IsCompressed)
            rest = WriteVarint(rest, BlockInfo.Zlib);
        if (headers.Count == 0)
            return;
        rest = WriteVarint(rest, KeyValues);
        rest = WriteVarint(rest, headers.Count);
        foreach ((string key, string value) in headers)
            rest = WriteText(WriteText(rest, key), value);
    }

    protected override bool TryReadNumber(ref BlockReader reader, out uint number) => reader.TryReadVarint(out number);

    // What comes behind an info that is not known can't be read, and need not be: the padding's zeros are such an info.
    protected override bool TryReadHeaders(ref BlockReader reader, IncomingHeaders headers)
    {
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadVarint(out uint id))
                return false;
            if (id is not (KeyValues or PersistentKeyValues))
                return true;
            if (!reader.TryReadVarint(out uint count) || !reader.TryAccept(count, minimumSize: 2, headers))
                return false;
            for (uint i = 0; i < count; i++)
            {
                int offset = reader.Offset;
                if (!TryReadText(ref reader, out string key) || !TryReadText(ref reader, out string value))
                    return false;
                if (id == KeyValues)
                    headers.Add(key, value);
                else if (!reader.Check(headers.Remember(key, value, offset)))
                    return false;
            }
        }

        return true;
    }

    private static bool TryReadText(ref BlockReader reader, out string text)
    {
        text = "";
        return reader.TryReadVarint(out uint length) && reader.TryReadText(length, out text);
    }

    private static int TextSize(string text)
    {
        int size = Encoding.UTF8.GetByteCount(text);
        return VarintSize(size) + size;
    }

    private static Span<byte> WriteText(Span<byte> destination, string text)
    {
        int size = Encoding.UTF8.GetByteCount(text);
        destination = WriteVarint(destination, size);
        return destination[Encoding.UTF8.GetBytes(text, destination)..];
    }

    private static int VarintSize(int value)
    {
        int size = 1;
        while ((value >>= 7) > 0)
            size++;
        return size;
    }

    private static Span<byte> WriteVarint(Span<byte> destination, int value)
    {
        int i = 0;
        for (; value >= 0x80; value >>= 7)
            destination[i++] = (byte)(value | 0x80);
        destination[i++] = (byte)value;
        return destination[i..];
    }
}
