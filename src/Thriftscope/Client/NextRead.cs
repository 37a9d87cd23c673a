using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Thriftscope.Client;

/// <summary>
/// Waits for a read, and meanwhile lets the caller whose reply came last go on, on the same thread: with one call in flight that
/// saves the way over the thread pool. What the caller does, be it to wait for the next reply, holds nothing up, since the read
/// is then already someone else's.
/// </summary>
internal readonly struct NextRead(ValueTask<ReadResult> read, PendingCall? answered) : ICriticalNotifyCompletion
{
    private readonly ConfiguredValueTaskAwaitable<ReadResult>.ConfiguredValueTaskAwaiter _read = read.ConfigureAwait(false).GetAwaiter();

    // Once there is someone to answer it always waits: that is when it answers.
    public bool IsCompleted => answered is null && _read.IsCompleted;

    public NextRead GetAwaiter() => this;

    public ReadResult GetResult() => _read.GetResult();

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
    {
        if (_read.IsCompleted)
        {
            answered?.AnswerLater();
            continuation();
            return;
        }

        _read.UnsafeOnCompleted(continuation);
        answered?.Answer();
    }
}
