using System.IO.Compression;
using Thrift.Protocol;

namespace Thriftscope.ApacheThrift.Headers;

/// <summary>The zlib transform of single messages.</summary>
internal static class ZlibPayload
{
    private const int Step = 4096;

    /// <summary>Inflates a message. Memory is taken as its bytes come out, and never much more than for the limit.</summary>
    /// <exception cref="TProtocolException">The bytes are no zlib stream, or inflate to more than the limit.</exception>
    public static void Inflate(MessageBytes compressed, int limit, MessageBytes destination)
    {
        using MemoryStream source = new(compressed.Array, compressed.Position, compressed.Length, writable: false);
        using ZLibStream zlib = new(source, CompressionMode.Decompress);
        int read;
        do
        {
            int room = Math.Max(Step, destination.Length);
            // One byte over the limit is enough to know.
            room = (int)Math.Min(room, limit + 1L - destination.Length);
            read = Read(zlib, destination.Add(room));
            destination.RemoveLast(room - read);
            if (destination.Length > limit)
                throw new TProtocolException(TProtocolException.SIZE_LIMIT, $"A compressed message inflates to more than MaxMessageSize, {limit} bytes");
        }
        while (read > 0);
    }

    public static ReadOnlySpan<byte> Deflate(ReadOnlySpan<byte> message)
    {
        using MemoryStream compressed = new();
        using (ZLibStream zlib = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(message);
        return compressed.GetBuffer().AsSpan(0, (int)compressed.Length);
    }

    private static int Read(ZLibStream zlib, Span<byte> room)
    {
        try
        {
            return zlib.Read(room);
        }
        // That a stream wants a dictionary is told by an exception of zlib's own, of a type that is not public.
        catch (Exception e) when (e is InvalidDataException || e.GetType().Assembly == typeof(ZLibStream).Assembly)
        {
            throw new TProtocolException(TProtocolException.INVALID_DATA, $"A compressed message is no zlib stream: {e.Message}", e);
        }
    }
}
