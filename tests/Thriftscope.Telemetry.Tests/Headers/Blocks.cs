namespace Thriftscope.Telemetry.Tests.Headers;

/// <summary>Header blocks from hexadecimal text and back.</summary>
internal static class Blocks
{
    public static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    public static Dictionary<string, string> Table(params IEnumerable<(string Key, string Value)> entries)
    {
        Dictionary<string, string> table = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string key, string value) in entries)
            table[key] = value;
        return table;
    }

    /// <summary>Reads a block as the first of a connection.</summary>
    public static (string Headers, BlockInfo Info) Read(HeaderFormat format, byte[] block) => Read(format, block, new IncomingHeaders());

    public static (string Headers, BlockInfo Info) Read(HeaderFormat format, byte[] block, IncomingHeaders headers)
    {
        Dictionary<string, string> table = Table();
        headers.Begin(table);
        format.TryRead(block, headers, out BlockInfo info).ShouldBeNull();
        headers.End();
        return (string.Join(", ", table.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}={e.Value}")), info);
    }

    public static HeaderProblem Problem(HeaderFormat format, byte[] block) => TryRead(format, block).ShouldNotBeNull();

    public static HeaderProblem? TryRead(HeaderFormat format, byte[] block)
    {
        IncomingHeaders headers = new();
        headers.Begin(Table());
        return format.TryRead(block, headers, out _);
    }

    public static byte[] Write(HeaderFormat format, BlockInfo info, Dictionary<string, string>? user, ContextCarrier? context = null)
    {
        OutgoingHeaders headers = new(user, context, format.ContextPrefix);
        byte[] block = new byte[format.SizeOf(info.IsCompressed, headers)];
        format.Write(block, info, headers);
        // Into a buffer that has been used before, the same is written.
        byte[] used = [.. Enumerable.Repeat((byte)0xEE, block.Length)];
        format.Write(used, info, headers);
        used.ShouldBe(block);
        return block;
    }
}
