using System.Collections.Concurrent;
using Thriftscope.AspNetCore.Requests;

namespace Thriftscope.AspNetCore.Handlers;

/// <summary>Runs handlers, with the interceptors around them. A call that neither has an interceptor nor wants its context gets none.</summary>
internal sealed class HandlerPipeline(IThriftInterceptor[] interceptors, IServiceProvider services)
{
    private readonly ConcurrentDictionary<BoundMethod, ThriftCallDelegate> _chains = new(ReferenceEqualityComparer.Instance);

    public bool WantsContext(BoundMethod method) => interceptors.Length > 0 || method.WantsContext;

    /// <summary>The context of a call, if anyone wants it.</summary>
    public ThriftCallContext? ContextFor(Request request, Caller caller, ThriftServerOptions options) =>
        !WantsContext(request.Method!)
            ? null
            : new ThriftCallContext(request.ServiceName, request.Method!.Callable, request.Arguments!)
            {
                RequestHeaders = request.Headers ?? [],
                Protocol = request.Format.Protocol,
                Transport = caller.TransportOf(request.Format),
                Peer = caller.Peer,
                User = caller.User,
                ClientCertificate = caller.Certificate,
                Deadline = options.RequestTimeout == Timeout.InfiniteTimeSpan ? null : DateTimeOffset.UtcNow + options.RequestTimeout,
            };

    /// <summary>Runs a method.</summary>
    public ValueTask<object?> InvokeAsync(Request request, BoundMethod method, ThriftCallContext? context, CancellationToken cancellationToken)
    {
        if (context is null)
            return request.Service!.InvokeAsync(method, request.Arguments!, context, services, cancellationToken);
        context.CancellationToken = cancellationToken;
        return interceptors.Length == 0
            ? request.Service!.InvokeAsync(method, context.Body, context, services, cancellationToken)
            : ChainOf(request.Service!, method)(context);
    }

    private ThriftCallDelegate ChainOf(ThriftServiceBinding service, BoundMethod method) => _chains.GetOrAdd(
        method,
        static (method, state) =>
        {
            (HandlerPipeline pipeline, ThriftServiceBinding service) = state;
            return pipeline.Chain(context => service.InvokeAsync(method, context.Body, context, pipeline.Services, context.CancellationToken));
        },
        (this, service));

    private IServiceProvider Services => services;

    private ThriftCallDelegate Chain(ThriftCallDelegate last)
    {
        ThriftCallDelegate next = last;
        foreach (IThriftInterceptor interceptor in interceptors.Reverse())
        {
            ThriftCallDelegate inner = next;
            next = context => interceptor.InvokeAsync(context, inner);
        }

        return next;
    }
}
