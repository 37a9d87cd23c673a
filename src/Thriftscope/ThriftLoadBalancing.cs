namespace Thriftscope;

/// <summary>Which of several endpoints a call goes to. One where connecting has failed is left out for a while.</summary>
public enum ThriftLoadBalancing
{
    /// <summary>Each in its turn.</summary>
    RoundRobin,

    /// <summary>The first, and the others only while those before them can't be connected to.</summary>
    Failover,
}
