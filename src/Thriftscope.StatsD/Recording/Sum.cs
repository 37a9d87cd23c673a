namespace Thriftscope.StatsD.Recording;

/// <summary>A sum that many threads add to: exact for whole numbers.</summary>
internal struct Sum
{
    private long _whole;
    private double _fraction;

    public void Add(long value) => Interlocked.Add(ref _whole, value);

    public void Add(double value)
    {
        double before = Volatile.Read(ref _fraction);
        while (true)
        {
            double seen = Interlocked.CompareExchange(ref _fraction, before + value, before);
            if (seen.Equals(before))
                return;
            before = seen;
        }
    }

    public (long Whole, double Fraction) Read() => (Interlocked.Read(ref _whole), Volatile.Read(ref _fraction));

    /// <summary>Reads it and begins anew at zero.</summary>
    public (long Whole, double Fraction) Take() => (Interlocked.Exchange(ref _whole, 0), Interlocked.Exchange(ref _fraction, 0));
}
