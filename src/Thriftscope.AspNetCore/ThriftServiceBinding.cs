using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Thriftscope.AspNetCore.Handlers;
using Thriftscope.Generated;
using Thriftscope.Schema;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore;

/// <summary>A service and the object that does its work.</summary>
public sealed class ThriftServiceBinding
{
    private readonly HandlerSource _handlers;
    private readonly Func<ThriftService> _service;
    private readonly FrozenDictionary<string, BoundMethod> _methods;

    private ThriftServiceBinding(string name, Func<ThriftService> service, IEnumerable<BoundMethod> methods, HandlerSource handlers)
    {
        Name = name;
        _service = service;
        _methods = methods.ToFrozenDictionary(m => m.Name, StringComparer.Ordinal);
        _handlers = handlers;
    }

    [RequiresUnreferencedCode(ReflectionSupport.Reason)]
    [RequiresDynamicCode(ReflectionSupport.Reason)]
    private ThriftServiceBinding(ThriftService service, Type handlerType, HandlerSource handlers, string? name)
        : this(name ?? service.Name, () => service, Bind(service, handlerType), handlers)
    {
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
    [RequiresUnreferencedCode(ReflectionSupport.Reason)]
    [RequiresDynamicCode(ReflectionSupport.Reason)]
    public ThriftServiceBinding(ThriftService service, object handler, string? name = null)
        : this(
            service ?? throw new ArgumentNullException(nameof(service)),
            (handler ?? throw new ArgumentNullException(nameof(handler))).GetType(),
            new OneHandler(handler),
            name)
    {
    }

    /// <summary>The name before the colon when one connection serves several services.</summary>
    public string Name { get; }

    /// <summary>The service.</summary>
    public ThriftService Service => _service();

    /// <summary>The class of which dependency injection gives the handlers; <see langword="null"/> where it does not.</summary>
    internal Type? InjectedType => (_handlers as InjectedHandlers)?.Type;

    /// <summary>Binds a generated service to an object that serves all its calls.</summary>
    /// <typeparam name="TService">The service's interface.</typeparam>
    /// <param name="handler">What does its work.</param>
    /// <param name="name">The name before the colon when one connection serves several services; by default the service's own.</param>
    public static ThriftServiceBinding Create<TService>(TService handler, string? name = null)
        where TService : class, IThriftService<TService>
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Create<TService>(new OneHandler(handler), name, wantsContext: false);
    }

    /// <summary>Binds a generated service to what makes a handler for each call, with the call's headers, caller and deadline.</summary>
    /// <typeparam name="TService">The service's interface.</typeparam>
    /// <param name="newHandler">Makes the handler of a call. One that can be disposed of is, when the call has ended.</param>
    /// <param name="name">The name before the colon when one connection serves several services; by default the service's own.</param>
    public static ThriftServiceBinding Create<TService>(Func<ThriftCallContext, TService> newHandler, string? name = null)
        where TService : class, IThriftService<TService>
    {
        ArgumentNullException.ThrowIfNull(newHandler);
        return Create<TService>(new HandlerOfEachCall(newHandler), name, wantsContext: true);
    }

    /// <summary>Binds a service to a class of which dependency injection gives an object for each call.</summary>
    [RequiresUnreferencedCode(ReflectionSupport.Reason)]
    [RequiresDynamicCode(ReflectionSupport.Reason)]
    internal static ThriftServiceBinding ToType(ThriftService service, Type handlerType, string? name)
    {
        ArgumentNullException.ThrowIfNull(service);
        return new(service, handlerType, new InjectedHandlers(handlerType), name);
    }

    /// <summary>Binds a generated service to a class of which dependency injection gives an object for each call.</summary>
    internal static ThriftServiceBinding ToType<TService>(Type handlerType)
        where TService : class, IThriftService<TService> => Create<TService>(new InjectedHandlers(handlerType), name: null, wantsContext: true);

    internal BoundMethod? FindMethod(string name) => _methods.GetValueOrDefault(name);

    internal ValueTask<object?> InvokeAsync(
        BoundMethod method, IMessageBody arguments, ThriftCallContext? context, IServiceProvider services, CancellationToken cancellationToken) =>
        _handlers.InvokeAsync(method, arguments, context, services, cancellationToken);

    private static ThriftServiceBinding Create<TService>(HandlerSource handlers, string? name, bool wantsContext)
        where TService : class, IThriftService<TService>
    {
        ThriftServiceDefinition<TService> definition = TService.Definition;
        return new ThriftServiceBinding(name ?? definition.Name, () => definition.Service, definition.Methods.Select(m => new TypedMethod(m, wantsContext)), handlers);
    }

    [RequiresUnreferencedCode(ReflectionSupport.Reason)]
    [RequiresDynamicCode(ReflectionSupport.Reason)]
    private static List<BoundMethod> Bind(ThriftService service, Type handlerType)
    {
        List<BoundMethod> methods = [];
        List<string> problems = [];
        foreach (MethodSchema method in service.Schema.Methods)
        {
            (HandlerMethod? bound, string? problem) = HandlerMethod.Bind(handlerType, method);
            if (bound is null)
                problems.Add(problem!);
            else
                methods.Add(new DynamicMethod(method, bound));
        }

        return problems.Count == 0
            ? methods
            : throw new ArgumentException($"{handlerType.Name} can't serve {service.Name}. It lacks a public method for:{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", problems)}");
    }
}
