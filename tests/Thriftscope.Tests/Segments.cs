using System.Buffers;

namespace Thriftscope.Tests;

/// <summary>Bytes as a pipe gives them: in pieces.</summary>
internal sealed class Segments : ReadOnlySequenceSegment<byte>
{
    private Segments(ReadOnlyMemory<byte> memory, long runningIndex)
    {
        Memory = memory;
        RunningIndex = runningIndex;
    }

    /// <summary>Cuts before each of the offsets, which must ascend. The same offset twice gives an empty piece.</summary>
    public static ReadOnlySequence<byte> Cut(ReadOnlyMemory<byte> bytes, params IEnumerable<int> offsets)
    {
        Segments? first = null;
        Segments? last = null;
        int start = 0;
        foreach (int end in offsets.Append(bytes.Length))
        {
            Segments next = new(bytes[start..end], start);
            first ??= next;
            last?.Next = next;
            last = next;
            start = end;
        }

        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }

    /// <summary>Every byte a piece of its own.</summary>
    public static ReadOnlySequence<byte> CutEverywhere(ReadOnlyMemory<byte> bytes) =>
        Cut(bytes, Enumerable.Range(1, Math.Max(0, bytes.Length - 1)));
}
