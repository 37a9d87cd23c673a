namespace Thriftscope.Cli.Calling;

/// <summary>A stream that prints what goes through it.</summary>
/// <param name="inner">What it goes on to.</param>
/// <param name="output">Where it is printed.</param>
internal sealed class DumpStream(Stream inner, TextWriter output) : Stream
{
    private const int BytesPerLine = 16;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Print("sent", buffer);
        inner.Write(buffer);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Print("sent", buffer.Span);
        await inner.WriteAsync(buffer, cancellationToken);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int count = inner.Read(buffer);
        Print("received", buffer[..count]);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await inner.ReadAsync(buffer, cancellationToken);
        Print("received", buffer.Span[..count]);
        return count;
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private void Print(string what, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        // Both directions may be under way at the same time, and a span may be printed meanwhile.
        lock (output)
        {
            output.WriteLine($"{what} {bytes.Length} bytes");
            for (int at = 0; at < bytes.Length; at += BytesPerLine)
            {
                ReadOnlySpan<byte> line = bytes[at..Math.Min(at + BytesPerLine, bytes.Length)];
                string hex = string.Join(' ', line.ToArray().Select(b => b.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
                string text = string.Concat(line.ToArray().Select(b => b is >= 0x20 and < 0x7f ? (char)b : '.'));
                output.WriteLine($"  {at:x4}  {hex,-(3 * BytesPerLine) + 1}  {text}");
            }
        }
    }
}
