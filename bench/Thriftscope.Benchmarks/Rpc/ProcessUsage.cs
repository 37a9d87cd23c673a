namespace Thriftscope.Benchmarks.Rpc;

/// <summary>Processor time and memory that processes have used.</summary>
internal readonly record struct ProcessUsage(long CpuMicroseconds, long AllocatedBytes)
{
    public static ProcessUsage OfThisProcess() => new((long)Environment.CpuUsage.TotalTime.TotalMicroseconds, GC.GetTotalAllocatedBytes());

    public static ProcessUsage operator +(ProcessUsage a, ProcessUsage b) => new(a.CpuMicroseconds + b.CpuMicroseconds, a.AllocatedBytes + b.AllocatedBytes);

    public static ProcessUsage operator -(ProcessUsage a, ProcessUsage b) => new(a.CpuMicroseconds - b.CpuMicroseconds, a.AllocatedBytes - b.AllocatedBytes);
}
