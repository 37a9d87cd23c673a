namespace Thriftscope.Client;

/// <summary>
/// A call that waits for a connection. Handed one it goes on at once, on the thread that hands it over, up to where it waits for its
/// reply: only so do calls that came one after the other leave in that order.
/// </summary>
internal sealed class ConnectionWaiter : TaskCompletionSource<ClientConnection>, IThreadPoolWorkItem
{
    private ThriftException? _failure;

    /// <summary>Tells that there will be none. The user's code, which hears of it, runs on another thread.</summary>
    public void FailLater(ThriftException failure)
    {
        _failure = failure;
        _ = ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute() => TrySetException(_failure!);
}
