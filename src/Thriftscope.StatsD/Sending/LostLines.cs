using Thriftscope.StatsD.Recording;

namespace Thriftscope.StatsD.Sending;

/// <summary>Counts what can't be sent any more. A gauge is no loss: it only tells how things were.</summary>
internal sealed class LostLines(Drops drops) : ILineSink
{
    public bool Put(ReadOnlySpan<byte> head, long value, ReadOnlySpan<byte> tail) => Count();

    public bool Put(ReadOnlySpan<byte> head, double value, ReadOnlySpan<byte> tail) => Count();

    public bool PutGauge(ReadOnlySpan<byte> head, double value, ReadOnlySpan<byte> tail) => true;

    private bool Count()
    {
        drops.Add(StatsDDropReason.Shutdown);
        return true;
    }
}
