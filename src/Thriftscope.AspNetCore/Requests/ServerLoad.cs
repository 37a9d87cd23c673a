namespace Thriftscope.AspNetCore.Requests;

/// <summary>
/// What a server has to do at the moment, over all of its endpoints. The counts are the server's, each limit is the endpoint's: one
/// with a higher limit than the others has room that is kept for it.
/// </summary>
internal sealed class ServerLoad
{
    private int _connections;
    private int _calls;
    private volatile bool _isServed;

    /// <summary>Whether there is an endpoint at which calls can come.</summary>
    public bool IsServed => _isServed;

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>The calls whose handlers have not ended, answered or not.</summary>
    public int Calls => Volatile.Read(ref _calls);

    public void AddEndpoint() => _isServed = true;

    public bool TryOpenConnection(int? limit) => TryEnter(ref _connections, limit);

    public void CloseConnection() => Interlocked.Decrement(ref _connections);

    public bool TryStartCall(int? limit) => TryEnter(ref _calls, limit);

    public void EndCall() => Interlocked.Decrement(ref _calls);

    private static bool TryEnter(ref int count, int? limit)
    {
        // Who is refused takes no room, not even for a moment: another could be refused for that.
        for (int seen = Volatile.Read(ref count); limit is null || seen < limit;)
        {
            int before = Interlocked.CompareExchange(ref count, seen + 1, seen);
            if (before == seen)
                return true;
            seen = before;
        }

        return false;
    }
}
