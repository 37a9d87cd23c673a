namespace Thriftscope.Benchmarks.Rpc;

/// <summary>A client of the service that is measured.</summary>
internal interface IPinger : IAsyncDisposable
{
    Task PingAsync();

    /// <summary>What the server's process has used since it started.</summary>
    Task<ProcessUsage> ServerUsageAsync();
}
