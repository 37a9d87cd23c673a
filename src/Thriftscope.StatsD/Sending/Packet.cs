namespace Thriftscope.StatsD.Sending;

/// <summary>Lines that go together.</summary>
internal sealed class Packet(int size)
{
    private readonly byte[] _bytes = new byte[size];
    private int _length;

    /// <summary>The number of lines.</summary>
    public int Lines { get; private set; }

    /// <summary>The lines, each with its line feed.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Takes lines, all of them or none.</summary>
    public bool TryAdd(ReadOnlySpan<byte> lines, int count)
    {
        if (!lines.TryCopyTo(_bytes.AsSpan(_length)))
            return false;
        _length += lines.Length;
        Lines += count;
        return true;
    }

    public void Clear() => (_length, Lines) = (0, 0);
}
