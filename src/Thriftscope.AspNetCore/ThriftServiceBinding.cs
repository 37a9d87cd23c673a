using System.Collections.Frozen;
using Microsoft.Extensions.DependencyInjection;
using Thriftscope.AspNetCore.Handlers;
using Thriftscope.Schema;

namespace Thriftscope.AspNetCore;

/// <summary>A service and the object that does its work.</summary>
public sealed class ThriftServiceBinding
{
    private readonly object? _handler;
    private readonly Type _handlerType;
    private readonly FrozenDictionary<string, BoundMethod> _methods;

    private ThriftServiceBinding(ThriftService service, Type handlerType, object? handler, string? name)
    {
        ArgumentNullException.ThrowIfNull(service);
        Service = service;
        Name = name ?? service.Name;
        _handler = handler;
        _handlerType = handlerType;

        Dictionary<string, BoundMethod> methods = new(StringComparer.Ordinal);
        List<string> problems = [];
        foreach (MethodSchema method in service.Schema.Methods)
        {
            (HandlerMethod? bound, string? problem) = HandlerMethod.Bind(handlerType, method);
            if (bound is null)
                problems.Add(problem!);
            else
                methods.Add(method.Name, new BoundMethod(method, bound));
        }

        if (problems.Count > 0)
            throw new ArgumentException($"{handlerType.Name} can't serve {service.Name}. It lacks a public method for:{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", problems)}");
        _methods = methods.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Binds a service to an object that serves all its calls.</summary>
    /// <param name="service">The service.</param>
    /// <param name="handler">
    /// Any object with a public method for each of the service's: named as in the IDL, without regard to case, with or without
    /// <c>Async</c> behind it, with the arguments in the IDL's order and perhaps a
    /// <see cref="CancellationToken"/> and a <see cref="ThriftCallContext"/>, anywhere among them.
    /// </param>
    /// <param name="name">The name before the colon when one connection serves several services; by default the service's own.</param>
    /// <exception cref="ArgumentException">The handler lacks methods; the message lists them.</exception>
    public ThriftServiceBinding(ThriftService service, object handler, string? name = null)
        : this(service, (handler ?? throw new ArgumentNullException(nameof(handler))).GetType(), handler, name)
    {
    }

    /// <summary>The name before the colon when one connection serves several services.</summary>
    public string Name { get; }

    /// <summary>The service.</summary>
    public ThriftService Service { get; }

    /// <summary>The class of which dependency injection gives the handlers; <see langword="null"/> where there is one handler for all calls.</summary>
    internal Type? InjectedType => _handler is null ? _handlerType : null;

    /// <summary>Binds a service to a class of which dependency injection gives an object for each call.</summary>
    internal static ThriftServiceBinding ToType(ThriftService service, Type handlerType, string? name) => new(service, handlerType, null, name);

    internal BoundMethod? FindMethod(string name) => _methods.GetValueOrDefault(name);

    internal async ValueTask<object?> InvokeAsync(
        BoundMethod method, ThriftStruct arguments, ThriftCallContext? context, IServiceProvider services, CancellationToken cancellationToken)
    {
        if (_handler is not null)
            return await method.Handler.InvokeAsync(_handler, arguments, context, cancellationToken).ConfigureAwait(false);
        AsyncServiceScope scope = services.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            object handler = scope.ServiceProvider.GetRequiredService(_handlerType);
            return Read(method.Schema, await method.Handler.InvokeAsync(handler, arguments, context, cancellationToken).ConfigureAwait(false));
        }
    }

    // What is computed as it is read, a query perhaps, may need the services of the scope.
    private static object? Read(MethodSchema method, object? result)
    {
        if (result is null || method.ReturnType is null)
            return result;
        FieldSchema field = method.Result.FindField(0)!;
        ThriftStruct values = new(method.Result);
        values.Set(field, result);
        return values.Get(field);
    }
}
