using Microsoft.AspNetCore.Http;

namespace Thriftscope.Backends.Tests.Otlp;

/// <summary>How a receiver treats what is sent to it.</summary>
internal sealed class OtlpManners
{
    private TaskCompletionSource _released = Released();
    private volatile Reply _reply;
    private int _stalled;
    private int _refused;

    private enum Reply
    {
        Accept,
        Unavailable,
        Reject,
    }

    /// <summary>The requests that wait for an answer.</summary>
    public int Stalled => _stalled;

    /// <summary>The requests that were sent away.</summary>
    public int Refused => _refused;

    /// <summary>How long it takes over each answer.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>A header without which requests are rejected, as a collector does that wants a key.</summary>
    public KeyValuePair<string, string>? RequiredHeader { get; set; }

    /// <summary>Takes everything, also what is stalled.</summary>
    public void Accept()
    {
        _reply = Reply.Accept;
        _released.TrySetResult();
    }

    /// <summary>Leaves everything without an answer, until something else is wanted.</summary>
    public void Stall() => _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Sends everything away.</summary>
    /// <param name="forNow">Whether trying again later could help.</param>
    public void Refuse(bool forNow = true)
    {
        _reply = forNow ? Reply.Unavailable : Reply.Reject;
        _released.TrySetResult();
    }

    /// <summary>Answers the status that a request shall have, when it shall have one.</summary>
    public async Task<OtlpVerdict> JudgeAsync(HttpRequest request)
    {
        Interlocked.Increment(ref _stalled);
        try
        {
            await _released.Task.WaitAsync(request.HttpContext.RequestAborted);
            await Task.Delay(Delay, request.HttpContext.RequestAborted);
        }
        finally
        {
            Interlocked.Decrement(ref _stalled);
        }

        OtlpVerdict verdict = _reply switch
        {
            Reply.Unavailable => OtlpVerdict.Unavailable,
            Reply.Reject => OtlpVerdict.Rejected,
            _ when RequiredHeader is { } required && request.Headers[required.Key] != required.Value => OtlpVerdict.Unauthenticated,
            _ => OtlpVerdict.Accepted,
        };
        if (verdict != OtlpVerdict.Accepted)
            Interlocked.Increment(ref _refused);
        return verdict;
    }

    private static TaskCompletionSource Released()
    {
        TaskCompletionSource released = new();
        released.SetResult();
        return released;
    }
}

/// <summary>What becomes of a request.</summary>
internal enum OtlpVerdict
{
    Accepted,

    /// <summary>Try again later.</summary>
    Unavailable,

    /// <summary>Trying again is of no use.</summary>
    Rejected,

    Unauthenticated,
}
