using System.Numerics;
using System.Runtime.InteropServices;

namespace Thriftscope.StatsD.Recording;

/// <summary>
/// A ring of measurements that many threads fill and one empties, without locks: each slot has a number that says whose turn it is, as
/// in Dmitry Vyukov's bounded queue, https://www.1024cores.net/home/lock-free-algorithms/queues/bounded-mpmc-queue.
/// </summary>
internal sealed class MeasurementQueue
{
    private readonly Slot[] _slots;
    private readonly int _mask;
    private readonly Action _wake;
    private Positions _positions;

    /// <param name="capacity">The most that it holds, made up to a power of two.</param>
    /// <param name="wake">Called each time that another quarter was filled.</param>
    public MeasurementQueue(int capacity, Action wake)
    {
        _slots = new Slot[BitOperations.RoundUpToPowerOf2((uint)capacity)];
        _mask = _slots.Length - 1;
        _wake = wake;
        for (int i = 0; i < _slots.Length; i++)
            _slots[i].Turn = i;
    }

    public int Count => (int)(Volatile.Read(ref _positions.Tail) - Volatile.Read(ref _positions.Head));

    public bool TryEnqueue(TimerSeries series, double value)
    {
        while (true)
        {
            long tail = Volatile.Read(ref _positions.Tail);
            ref Slot slot = ref _slots[tail & _mask];
            long turn = Volatile.Read(ref slot.Turn);
            if (turn < tail)
                return false;
            if (turn > tail || Interlocked.CompareExchange(ref _positions.Tail, tail + 1, tail) != tail)
                continue;
            slot.Series = series;
            slot.Value = value;
            Volatile.Write(ref slot.Turn, tail + 1);
            if ((tail & (_mask >> 2)) == 0)
                _wake();
            return true;
        }
    }

    /// <summary>For one thread at a time.</summary>
    public bool TryDequeue(out TimerSeries series, out double value)
    {
        long head = _positions.Head;
        ref Slot slot = ref _slots[head & _mask];
        SpinWait patience = default;
        while (Volatile.Read(ref slot.Turn) != head + 1)
        {
            if (Volatile.Read(ref _positions.Tail) == head)
            {
                (series, value) = (null!, 0);
                return false;
            }

            // Somebody has the slot and is about to fill it. What others have put behind it is not to be left behind for that.
            patience.SpinOnce();
        }

        (series, value) = (slot.Series, slot.Value);
        Volatile.Write(ref _positions.Head, head + 1);
        Volatile.Write(ref slot.Turn, head + _slots.Length);
        return true;
    }

    private struct Slot
    {
        public long Turn;
        public TimerSeries Series;
        public double Value;
    }

    // A cache line each, and one before: those who fill and the one who empties do not get into each other's way.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Positions
    {
        [FieldOffset(64)]
        public long Tail;

        [FieldOffset(128)]
        public long Head;
    }
}
