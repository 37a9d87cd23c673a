using System.Buffers;

namespace Thriftscope.AspNetCore.Connections;

/// <summary>Tells connections that begin with an HTTP request from Thrift's.</summary>
internal static class HttpDetector
{
    private const int HeadLength = 4;

    // The beginnings of HTTP/1.1's methods, and of the preface of HTTP/2. As a frame's length each would be over a gigabyte.
    private static readonly byte[][] Heads =
        [.. new[] { "GET ", "POST", "PUT ", "HEAD", "DELE", "OPTI", "PATC", "TRAC", "CONN", "PRI " }.Select(System.Text.Encoding.ASCII.GetBytes)];

    /// <summary>Looks at the first bytes; <see langword="null"/> when there are too few of them to know.</summary>
    public static bool? BeginsHttp(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> head = stackalloc byte[(int)Math.Min(HeadLength, buffer.Length)];
        buffer.Slice(0, head.Length).CopyTo(head);
        foreach (byte[] known in Heads)
        {
            if (known.AsSpan().StartsWith(head))
                return head.Length == HeadLength ? true : null;
        }

        return false;
    }
}
