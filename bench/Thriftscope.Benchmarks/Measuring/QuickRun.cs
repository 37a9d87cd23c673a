using System.Diagnostics;
using Thriftscope.Benchmarks.Reporting;

namespace Thriftscope.Benchmarks.Measuring;

/// <summary>
/// Measures the comparisons in short blocks, the two sides in turn, and takes the medians: what else the machine does in the
/// meantime then hits both.
/// </summary>
internal static class QuickRun
{
    private const int Blocks = 25;
    private static readonly TimeSpan BlockLength = TimeSpan.FromMilliseconds(12);
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(400);

    public static BenchResult Measure(Comparison comparison)
    {
        Side ours = new(comparison.Ours, comparison.Settle);
        Side theirs = new(comparison.Theirs, comparison.Settle);
        for (int i = 0; i < Blocks; i++)
        {
            ours.MeasureBlock();
            theirs.MeasureBlock();
        }

        comparison.Stop();
        return new BenchResult(
            comparison.Name, ours.MedianNs, comparison.Peer, theirs.MedianNs, ours.BytesPerOperation, theirs.BytesPerOperation);
    }

    private sealed class Side
    {
        private readonly Action _operation;
        private readonly Action _settle;
        private readonly int _operationsPerBlock;
        private readonly List<double> _ns = [];

        public Side(Action operation, Action settle)
        {
            _operation = operation;
            _settle = settle;
            // The JIT optimises in the background once it has seen enough calls: half of the time lets it, half counts.
            _ = CountOperations(WarmUp);
            _operationsPerBlock = Math.Max(1, (int)(CountOperations(WarmUp) * (BlockLength / WarmUp)));
            _settle();
        }

        public double MedianNs => Median.Of(_ns);

        public long BytesPerOperation { get; private set; }

        public void MeasureBlock()
        {
            // Of all threads: a call over loopback is served by another.
            long bytes = GC.GetTotalAllocatedBytes(precise: true);
            long started = Stopwatch.GetTimestamp();
            for (int i = 0; i < _operationsPerBlock; i++)
                _operation();
            _ns.Add(Stopwatch.GetElapsedTime(started).TotalNanoseconds / _operationsPerBlock);
            // What is left is not in the time, as it would be in no program's call, but in the bytes it is.
            _settle();
            BytesPerOperation = (GC.GetTotalAllocatedBytes(precise: true) - bytes) / _operationsPerBlock;
        }

        private int CountOperations(TimeSpan time)
        {
            int count = 0;
            for (long started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < time; count++)
                _operation();
            return count;
        }
    }
}
