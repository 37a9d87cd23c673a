namespace Thriftscope.Benchmarks.Rpc;

/// <summary>A client that can make one call at a time, shared by several callers: they wait for each other.</summary>
internal sealed class LockedPinger(IPinger client) : IPinger
{
    private readonly SemaphoreSlim _turn = new(1);

    public async Task PingAsync()
    {
        await _turn.WaitAsync();
        try
        {
            await client.PingAsync();
        }
        finally
        {
            _ = _turn.Release();
        }
    }

    public Task<ProcessUsage> ServerUsageAsync() => client.ServerUsageAsync();

    public ValueTask DisposeAsync()
    {
        _turn.Dispose();
        return client.DisposeAsync();
    }
}
