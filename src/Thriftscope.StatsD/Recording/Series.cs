using Thriftscope.StatsD.Lines;

namespace Thriftscope.StatsD.Recording;

/// <summary>All that the daemon gets under one name with one set of tags.</summary>
internal abstract class Series(LineText text, Drops drops) : IRecorder
{
    protected byte[] Head { get; } = text.HeadBytes();

    protected byte[] Tail { get; } = text.TailBytes();

    public abstract void Record(long value);

    public abstract void Record(double value);

    /// <summary>Forgets what the observable instruments said the last time.</summary>
    public virtual void BeginObservation()
    {
    }

    /// <summary>Writes what is due at each flush. Answers false, and keeps what it has, while nothing more can be sent.</summary>
    public abstract bool Flush(ILineSink sink);

    protected bool IsFinite(double value)
    {
        if (double.IsFinite(value))
            return true;
        drops.Add(StatsDDropReason.InvalidValue);
        return false;
    }
}
