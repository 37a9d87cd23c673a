using Polly;
using Polly.CircuitBreaker;
using Polly.Hedging;
using Polly.Retry;
using Thriftscope;

/// <summary>What is tried again, and when no more.</summary>
public static class Strategies
{
    /// <summary>Whether a failed call may be made again: nothing was sent, or the IDL says that it does no harm.</summary>
    public static bool MayRepeat(ResilienceContext context, Exception? exception) => exception switch
    {
        ThriftTransportException { IsUnsent: true } => true,
        ThriftTransportException or ThriftApplicationException { Error: ThriftApplicationError.InternalError } => IsIdempotent(context),
        _ => false,
    };

    public static bool IsIdempotent(ResilienceContext context) =>
        context.Properties.TryGetValue(ResilienceInterceptor.Call, out ThriftCallContext? call) && call.Method.IsIdempotent;

    /// <summary>Tries again after a failure.</summary>
    public static RetryStrategyOptions<object?> Retry { get; } = new()
    {
        MaxRetryAttempts = 3,
        Delay = TimeSpan.FromMilliseconds(10),
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        ShouldHandle = args => new(MayRepeat(args.Context, args.Outcome.Exception)),
    };

    /// <summary>Asks a second time when the first answer is late, and takes what comes first.</summary>
    public static HedgingStrategyOptions<object?> Hedging { get; } = new()
    {
        MaxHedgedAttempts = 1,
        // What must not run twice is never asked twice, however late it is.
        DelayGenerator = args => new(IsIdempotent(args.Context) ? TimeSpan.FromMilliseconds(50) : Timeout.InfiniteTimeSpan),
        // Failures are the retry's: handled here too, each of its attempts would be two.
        ShouldHandle = _ => new(false),
    };

    /// <summary>Stops asking a service that fails nearly always.</summary>
    public static CircuitBreakerStrategyOptions<object?> CircuitBreaker { get; } = new()
    {
        FailureRatio = 0.9,
        MinimumThroughput = 10,
        SamplingDuration = TimeSpan.FromSeconds(10),
        BreakDuration = TimeSpan.FromSeconds(5),
        ShouldHandle = args => new(args.Outcome.Exception is ThriftTransportException or ThriftApplicationException),
    };
}
