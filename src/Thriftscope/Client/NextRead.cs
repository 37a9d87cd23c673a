using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Thriftscope.Client;

/// <summary>
/// Waits for a read that has not ended, and meanwhile lets the caller whose reply came last go on, on the same thread: with one call in
/// flight that saves the way over the thread pool. Whatever the caller does, be it that it blocks, holds nothing up: the read goes on
/// elsewhere.
/// </summary>
internal readonly struct NextRead(ValueTask<ReadResult> read, PendingCall answered) : ICriticalNotifyCompletion
{
    private readonly ConfiguredValueTaskAwaitable<ReadResult>.ConfiguredValueTaskAwaiter _read = read.ConfigureAwait(false).GetAwaiter();

    // It is in waiting that the caller is answered.
    public bool IsCompleted => false;

    public NextRead GetAwaiter() => this;

    public ReadResult GetResult() => _read.GetResult();

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
    {
        _read.UnsafeOnCompleted(continuation);
        answered.Answer();
    }
}
