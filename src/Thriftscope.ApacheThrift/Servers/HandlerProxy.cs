using System.Collections.Concurrent;
using System.Reflection;
using Thriftscope.ApacheThrift.Calls;

namespace Thriftscope.ApacheThrift.Servers;

/// <summary>
/// Stands between a generated processor and its handler: the handler runs with the call's span as the current one, and the exception
/// that the processor turns into an answer is seen.
/// </summary>
internal class HandlerProxy : DispatchProxy
{
    private static readonly ConcurrentDictionary<MethodInfo, MethodInvoker> Invokers = new();

    private object _handler = null!;

    public static object Around(object handler, Type contract)
    {
        HandlerProxy proxy = (HandlerProxy)Create(contract, typeof(HandlerProxy));
        proxy._handler = handler;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (!Invokers.TryGetValue(targetMethod!, out MethodInvoker? invoker))
            invoker = Invokers.GetOrAdd(targetMethod!, MethodInvoker.Create(targetMethod!));
        if (ServerExchange.Current is not { } exchange || !exchange.TryEnterHandler())
            return invoker.Invoke(_handler, args.AsSpan());
        try
        {
            object? result = invoker.Invoke(_handler, args.AsSpan());
            exchange.HandlerRuns(result as Task);
            return result;
        }
        catch (Exception e)
        {
            exchange.HandlerFails(e);
            throw;
        }
    }
}
