using Microsoft.Extensions.DependencyInjection;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore.Handlers;

/// <summary>Where the handler of a call comes from.</summary>
internal abstract class HandlerSource
{
    public abstract ValueTask<object?> InvokeAsync(
        BoundMethod method, IMessageBody arguments, ThriftCallContext? context, IServiceProvider services, CancellationToken cancellationToken);
}

/// <summary>One object serves all calls.</summary>
internal sealed class OneHandler(object handler) : HandlerSource
{
    public override ValueTask<object?> InvokeAsync(
        BoundMethod method, IMessageBody arguments, ThriftCallContext? context, IServiceProvider services, CancellationToken cancellationToken) =>
        method.InvokeAsync(handler, arguments, context, cancellationToken);
}

/// <summary>The program makes an object for each call.</summary>
internal sealed class HandlerOfEachCall(Func<ThriftCallContext, object> newHandler) : HandlerSource
{
    public override async ValueTask<object?> InvokeAsync(
        BoundMethod method, IMessageBody arguments, ThriftCallContext? context, IServiceProvider services, CancellationToken cancellationToken)
    {
        object handler = newHandler(context!) ?? throw new InvalidOperationException($"There is no handler for {method.Name}: the program made none.");
        try
        {
            return await method.InvokeAsync(handler, arguments, context, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (handler is IAsyncDisposable disposable)
                await disposable.DisposeAsync().ConfigureAwait(false);
            else
                (handler as IDisposable)?.Dispose();
        }
    }
}

/// <summary>Dependency injection gives an object for each call, in a scope of the call's own.</summary>
internal sealed class InjectedHandlers(Type type) : HandlerSource
{
    public Type Type => type;

    public override async ValueTask<object?> InvokeAsync(
        BoundMethod method, IMessageBody arguments, ThriftCallContext? context, IServiceProvider services, CancellationToken cancellationToken)
    {
        AsyncServiceScope scope = services.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            if (context is not null)
                scope.ServiceProvider.GetRequiredService<ScopedCall>().Context = context;
            object handler = scope.ServiceProvider.GetRequiredService(type);
            return method.Settle(await method.InvokeAsync(handler, arguments, context, cancellationToken).ConfigureAwait(false));
        }
    }
}
