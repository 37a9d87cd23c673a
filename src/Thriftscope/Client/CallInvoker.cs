using System.Diagnostics;
using Thriftscope.Generated;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.Client;

/// <summary>Makes calls: through the interceptors, to an endpoint, with a span for each attempt.</summary>
internal sealed class CallInvoker : IAsyncDisposable
{
    private static readonly TimeSpan LastWord = TimeSpan.FromMilliseconds(50);

    private readonly ThriftClientOptions _options;
    private readonly CallInstrumentation _instrumentation;
    private readonly EndpointSelector _selector;
    private readonly string _serviceName;
    private readonly ThriftCallDelegate? _intercepted;

    public CallInvoker(string serviceName, IThriftEndpointResolver? resolver, IReadOnlyList<ThriftEndpoint> endpoints, ThriftClientOptions options)
    {
        _options = options;
        _serviceName = options.MultiplexedName ?? serviceName;
        _instrumentation = new CallInstrumentation(CallInstruments.Shared, options.Instrumentation, options.LoggerFactory);
        _selector = new EndpointSelector(resolver, endpoints, options, _instrumentation);
        foreach (IThriftInterceptor interceptor in options.Interceptors.Reverse())
        {
            ThriftCallDelegate next = _intercepted ?? (context => new ValueTask<object?>(AttemptAsync(context)));
            _intercepted = context => interceptor.InvokeAsync(context, next);
        }
    }

    public IReadOnlyList<ThriftEndpoint> Endpoints => [.. _selector.Channels.Select(c => c.Endpoint)];

    /// <summary>Connects to one endpoint, whichever can be.</summary>
    public Task OpenAsync(CancellationToken cancellationToken)
    {
        CallDeadline deadline = CallDeadline.In(Timeout.InfiniteTimeSpan);
        return TryEachAsync<object?>(
            async (channel, mayGoElsewhere) =>
            {
                await channel.OpenAsync(deadline, mayGoElsewhere, cancellationToken).ConfigureAwait(false);
                return null;
            },
            deadline,
            cancellationToken);
    }

    /// <summary>Calls a method.</summary>
    /// <typeparam name="TResult">The type of the method's results; <see cref="object"/> does for each.</typeparam>
    public Task<TResult> InvokeAsync<TResult>(
        ICallable method, IMessageBody arguments, ThriftCallOptions? options, ActivityContext parent, CancellationToken cancellationToken)
    {
        if (_intercepted is not null)
            return InterceptAsync<TResult>(method, arguments, options, parent, cancellationToken);
        return SendAsync<TResult>(new CallRequest(method, NameOf(method), arguments, CallDeadline.In(options?.Timeout ?? _options.CallTimeout), cancellationToken)
        {
            Options = options,
            Headers = options?.Headers,
            Parent = parent,
        });
    }

    public ValueTask DisposeAsync() => _selector.DisposeAsync();

    private async Task<TResult> InterceptAsync<TResult>(
        ICallable method, IMessageBody arguments, ThriftCallOptions? options, ActivityContext parent, CancellationToken cancellationToken)
    {
        ThriftCallContext context = new(_serviceName, method, arguments)
        {
            Parent = parent,
            CancellationToken = cancellationToken,
            Deadline = options?.Timeout is { } timeout && timeout != Timeout.InfiniteTimeSpan ? DateTimeOffset.UtcNow + timeout : null,
        };
        if (_selector.Channels is [var first, ..])
            (context.Protocol, context.Transport) = (first.Endpoint.Protocol, first.Endpoint.Transport);
        if (options is { Headers.Count: > 0 })
            context.RequestHeaders.AddRange(options.Headers);
        try
        {
            object? result = context.Deadline is null
                ? await _intercepted!(context).ConfigureAwait(false)
                : await InterceptInTimeAsync(context, options!.Timeout!.Value, cancellationToken).ConfigureAwait(false);
            return (TResult)method.Convert(result)!;
        }
        finally
        {
            if (options is not null)
                (options.ResponseHeaders, options.ResponseMeta) = (context.ResponseHeaders, context.ResponseMeta);
        }
    }

    // The time for all attempts is up for interceptors too, whatever they wait for; but an attempt knows better what it was waiting for.
    private async Task<object?> InterceptInTimeAsync(ThriftCallContext context, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ended.CancelAfter(timeout + LastWord);
        context.CancellationToken = ended.Token;
        try
        {
            return await _intercepted!(context).AsTask().ObserveFailure().WaitAsync(ended.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
        catch (OperationCanceledException e) when (ended.IsCancellationRequested)
        {
            throw new ThriftTransportException(ThriftTransportError.TimedOut, $"{context.Callable.Name} did not end within {timeout.TotalSeconds} s, with its interceptors.", e);
        }
    }

    private Task<object?> AttemptAsync(ThriftCallContext context)
    {
        TimeSpan timeout = _options.CallTimeout;
        if (context.Deadline is { } end)
        {
            timeout = end - DateTimeOffset.UtcNow;
            if (timeout <= TimeSpan.Zero)
                return Task.FromException<object?>(new ThriftTransportException(ThriftTransportError.TimedOut, $"The time for {context.Callable.Name} was up before it was called.") { IsUnsent = true });
        }

        return SendAsync<object?>(new CallRequest(context.Callable, NameOf(context.Callable), context.Body, CallDeadline.In(timeout), context.CancellationToken)
        {
            Context = context,
            Headers = context.SentRequestHeaders,
            Parent = context.Parent,
        });
    }

    private string NameOf(ICallable method) => _options.MultiplexedName is { } service ? $"{service}:{method.Name}" : method.Name;

    private Task<TResult> SendAsync<TResult>(CallRequest request) => _selector.Only is { } only
        ? SendAsync<TResult>(only, request)
        : SendToAnyAsync<TResult>(request);

    private Task<TResult> SendToAnyAsync<TResult>(CallRequest request) => TryEachAsync(
        async (channel, mayGoElsewhere) =>
        {
            try
            {
                TResult result = await SendAsync<TResult>(channel, request.ForAttempt(mayGoElsewhere)).ConfigureAwait(false);
                if (!request.Method.IsOneway)
                    channel.Health.Answered();
                return result;
            }
            catch (ThriftTransportException e)
            {
                channel.Health.Failed(e);
                throw;
            }
            catch (Exception e) when (e is ThriftDeclaredException or ThriftApplicationException)
            {
                channel.Health.Answered();
                throw;
            }
        },
        request.Deadline,
        request.CancellationToken);

    // Only what was certainly not sent goes to the next endpoint.
    private async Task<T> TryEachAsync<T>(Func<ThriftChannel, bool, Task<T>> attempt, CallDeadline deadline, CancellationToken cancellationToken)
    {
        EndpointAttempts tried = new();
        ThriftChannel channel = (await _selector.SelectAsync(tried, deadline, cancellationToken).ConfigureAwait(false))!;
        bool isLast = false;
        while (true)
        {
            try
            {
                return await attempt(channel, !isLast && _selector.HasOther(channel, tried)).ConfigureAwait(false);
            }
            catch (ThriftTransportException e) when (e.IsUnsent && deadline.Left != TimeSpan.Zero)
            {
                tried.Add(channel, e);
                ThriftChannel? next = await _selector.SelectAsync(tried, deadline, cancellationToken).ConfigureAwait(false);
                if (next is null)
                {
                    next = tried.TakeBack();
                    isLast = true;
                }

                if (next is null)
                {
                    tried.ThrowIfSeveral(_selector.Channels);
                    throw;
                }

                channel = next;
            }
        }
    }

    // The span is started here, in the async method that awaits its end: it does not leak to the caller.
    private async Task<TResult> SendAsync<TResult>(ThriftChannel channel, CallRequest request)
    {
        ICallable method = request.Method;
        request.Call = ClientCall.Start(
            _instrumentation, channel.Telemetry.Get(_instrumentation, _serviceName, method.Name, method.IsOneway), request.Parent);
        long ended = 0;
        try
        {
            request.CancellationToken.ThrowIfCancellationRequested();
            if (request.Headers is { Count: > 0 } headers && !channel.Endpoint.CarriesHeaders)
                throw new ThriftValueException($"{channel.Endpoint} carries no headers, such as \"{headers.First().Key}\": its transport must be header or ttheader (?transport=header), or HTTP.");
            CallReply reply = await channel.ExchangeAsync(request).ConfigureAwait(false);
            ended = reply.Decoded;
            request.Answered(channel.Endpoint, reply.Headers);
            if (reply.Failure is not null)
                throw reply.Failure;
            TResult result = reply.Result is null ? default! : ResultOf<TResult>(method, reply.Result);
            request.Call?.Complete(CallOutcome.Ok, ended);
            request.Tracked?.End(null);
            return result;
        }
        catch (Exception e)
        {
            request.Call?.Complete(ClientOutcome.Of(e), ended == 0 ? Stopwatch.GetTimestamp() : ended);
            request.Tracked?.End(e);
            throw;
        }
    }

    // A number that generated code has read need not be boxed.
    private static TResult ResultOf<TResult>(ICallable method, IMessageBody reply) =>
        reply is ThriftReply<TResult> typed ? typed.Get(method) : (TResult)method.ResultOf(reply)!;
}
