using System.Diagnostics;
using Polly;
using Thriftscope;

/// <summary>Runs each call through a Polly pipeline, under one span for all of its attempts.</summary>
public sealed class ResilienceInterceptor(ResiliencePipeline<object?> pipeline) : IThriftInterceptor
{
    public static readonly ActivitySource Source = new("Resilience");
    public static readonly ResiliencePropertyKey<ThriftCallContext> Call = new("thrift.call");

    public async ValueTask<object?> InvokeAsync(ThriftCallContext context, ThriftCallDelegate next)
    {
        using Activity? logical = Source.StartActivity($"{context.ServiceName}/{context.Method.Name}, all attempts");
        ResilienceContext resilience = ResilienceContextPool.Shared.Get(context.CancellationToken);
        resilience.Properties.Set(Call, context);
        try
        {
            return await pipeline.ExecuteAsync(
                // An attempt that another has overtaken is cancelled, and its headers are its own.
                static (attempt, state) => state.next(state.context.ForAttempt(attempt.CancellationToken)), resilience, (context, next));
        }
        catch (Exception e)
        {
            logical?.SetStatus(ActivityStatusCode.Error, e.Message);
            throw;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(resilience);
        }
    }
}
