namespace Thriftscope.Cli.Demo;

/// <summary>
/// A few clients of one service, used in turn: the calls of one connection are answered in their order, so a slow one on it would
/// hold up all others.
/// </summary>
internal sealed class ClientPool(ThriftService service, ThriftEndpoint endpoint) : IAsyncDisposable
{
    private const int Size = 16;

    private readonly ServiceClient[] _clients = [.. Enumerable.Range(0, Size).Select(_ => service.CreateClient(endpoint))];
    private int _next;

    public ServiceClient Next() => _clients[(uint)Interlocked.Increment(ref _next) % Size];

    public async ValueTask DisposeAsync()
    {
        foreach (ServiceClient client in _clients)
            await client.DisposeAsync();
    }
}
