namespace Thriftscope.Cli.Demo;

/// <summary>
/// A few clients of one service, used in turn: the calls of one connection are answered in their order, so a slow one on it would
/// hold up all others.
/// </summary>
internal sealed class ClientPool<TClient>(Func<TClient> newClient) : IAsyncDisposable
    where TClient : ThriftClient
{
    private const int Size = 16;

    private readonly TClient[] _clients = [.. Enumerable.Range(0, Size).Select(_ => newClient())];
    private int _next;

    public TClient Next() => _clients[(uint)Interlocked.Increment(ref _next) % Size];

    public async ValueTask DisposeAsync()
    {
        foreach (TClient client in _clients)
            await client.DisposeAsync();
    }
}
