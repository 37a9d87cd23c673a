using Thriftscope.AspNetCore.Handlers;

namespace Thriftscope.AspNetCore.Requests;

/// <summary>
/// A call whose answer does not wait for its handler beyond a time. The handler is watched until it has really ended: only then its
/// room is free, and that it failed is logged, since nobody else will tell.
/// </summary>
internal sealed class TimedCall(TimeSpan timeout, HandlerPipeline pipeline, ServerLoad load, ServerTelemetry telemetry)
{
    /// <exception cref="RequestTimeoutException">The time is over. The handler's token is cancelled, and its result will be discarded.</exception>
    public async Task<object?> RunAsync(Request request, BoundMethod method, ThriftCallContext? context, CancellationToken disconnected)
    {
        CancellationTokenSource cancellation = CancellationTokenSource.CreateLinkedTokenSource(disconnected);
        TaskCompletionSource expired = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Timer timer = new(static late => ((TaskCompletionSource)late!).TrySetResult(), expired, timeout, Timeout.InfiniteTimeSpan);
        // A handler that blocks its thread must not hold the answer up either.
        Task<object?> running = Task.Run(() => pipeline.InvokeAsync(request, method, context, cancellation.Token).AsTask(), CancellationToken.None);
        _ = await Task.WhenAny(running, expired.Task).ConfigureAwait(false);
        await timer.DisposeAsync().ConfigureAwait(false);
        if (running.IsCompleted)
        {
            cancellation.Dispose();
            load.EndCall();
            return await running.ConfigureAwait(false);
        }

        // Whoever listens to the token may do so at length: the client need not wait for that either.
        _ = WatchAsync(request, running, cancellation);
        throw new RequestTimeoutException(request.MethodName, timeout);
    }

    private async Task WatchAsync(Request request, Task running, CancellationTokenSource cancellation)
    {
        await Note(request, cancellation.CancelAsync()).ConfigureAwait(false);
        await Note(request, running).ConfigureAwait(false);
        load.EndCall();
        cancellation.Dispose();
    }

    private async Task Note(Request request, Task task)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // As it was told to.
        }
        catch (Exception e)
        {
            telemetry.LateFailure(request, e);
        }
    }
}
