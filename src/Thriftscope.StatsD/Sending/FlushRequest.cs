namespace Thriftscope.StatsD.Sending;

/// <summary>Somebody waits until everything has been sent that was recorded before.</summary>
internal sealed class FlushRequest(Deadline deadline)
{
    private readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Deadline Deadline => deadline;

    public void Complete(bool isSent) => _ = _done.TrySetResult(isSent);

    /// <summary>Answers whether it was sent in time, and before the sender ended.</summary>
    public bool Wait(Task senderEnds) => Task.WaitAny([_done.Task, senderEnds], deadline.Left) >= 0 && _done.Task is { IsCompleted: true, Result: true };
}
