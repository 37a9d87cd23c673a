namespace Thriftscope.AspNetCore.Tests.Support;

/// <summary>A handler that holds the calls of <c>slow</c> until the test opens its gate, and answers <c>echo</c> at once.</summary>
internal sealed class GateHandler
{
    public const string Idl = "service S { string slow(1: string text), string echo(1: string text), oneway void tell(1: string text) }";

    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _told;

    /// <summary>Ends when a call is held.</summary>
    public Task Entered => _entered.Task;

    /// <summary>Ends when a held call was cancelled.</summary>
    public Task Cancelled => _cancelled.Task;

    /// <summary>How many oneway calls have ended.</summary>
    public int Told => Volatile.Read(ref _told);

    public void Open() => _gate.TrySetResult();

    public async Task<string> Slow(string text, CancellationToken cancellationToken)
    {
        await HoldAsync(cancellationToken);
        return text;
    }

    public string Echo(string text) => text;

    public async Task Tell(string text, CancellationToken cancellationToken)
    {
        await HoldAsync(cancellationToken);
        Interlocked.Increment(ref _told);
    }

    private async Task HoldAsync(CancellationToken cancellationToken)
    {
        _entered.TrySetResult();
        try
        {
            await _gate.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _cancelled.TrySetResult();
            throw;
        }
    }
}
