using System.Buffers;
using System.IO.Compression;

namespace Thriftscope.Wire;

/// <summary>The zlib transform of single messages.</summary>
internal static class ZlibTransform
{
    // Messages rarely shrink to less than a quarter: most are inflated without growing the buffer.
    private const int ExpectedRatio = 4;

    /// <summary>Inflates a message. Memory is taken as its bytes come out, and never more than for the limit.</summary>
    /// <exception cref="ThriftProtocolException">The bytes are no zlib stream, or inflate to more than the limit.</exception>
    public static void Inflate(in ReadOnlySequence<byte> compressed, int limit, MessageBuffer destination)
    {
        using SequenceStream source = new(compressed);
        using ZLibStream zlib = new(source, CompressionMode.Decompress);
        int hint = (int)Math.Min(limit, compressed.Length * ExpectedRatio);
        try
        {
            int read;
            do
            {
                Span<byte> room = destination.GetSpan(hint);
                hint = 0;
                // One byte over the limit is enough to know.
                read = zlib.Read(room[..(int)Math.Min(room.Length, limit + 1L - destination.Length)]);
                destination.Advance(read);
                if (destination.Length > limit)
                    throw new ThriftProtocolException(ThriftProtocolError.SizeLimit, $"A compressed message inflates to more than the limit of {limit}", 0);
            }
            while (read > 0);
        }
        catch (Exception e) when (IsBadData(e))
        {
            throw new ThriftProtocolException(ThriftProtocolError.InvalidData, $"A compressed message is no zlib stream: {e.Message}", 0);
        }
    }

    /// <summary>Whether an exception says that bytes are no zlib stream, or one with a dictionary that nobody has agreed on.</summary>
    /// <remarks>The exception for the latter is an IOException, as those of connections are, of a type that is not public.</remarks>
    public static bool IsBadData(Exception exception) => exception is InvalidDataException || exception.GetType().Assembly == typeof(ZLibStream).Assembly;

    /// <summary>Compresses everything from a place to the buffer's end.</summary>
    public static void Deflate(MessageBuffer buffer, int start)
    {
        using MessageBuffer compressed = new();
        using (ZLibStream zlib = new(new BufferStream(compressed), CompressionLevel.Optimal))
            zlib.Write(buffer.Written.Span[start..]);
        buffer.Truncate(start);
        buffer.Write(compressed.Written.Span);
    }
}
