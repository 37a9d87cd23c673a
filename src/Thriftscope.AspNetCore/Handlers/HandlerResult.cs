using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Thriftscope.AspNetCore.Handlers;

/// <summary>Awaits what a handler's method returns, be it a value, a task or a value task.</summary>
internal static class HandlerResult
{
    /// <summary>Chooses, once per method, how its results are awaited.</summary>
    [RequiresDynamicCode(ReflectionSupport.Reason)]
    public static Func<object?, ValueTask<object?>> AwaiterFor(Type returnType)
    {
        if (returnType == typeof(Task))
            return static result => Await((Task)result!);
        if (returnType == typeof(ValueTask))
            return static result => Await(((ValueTask)result!).AsTask());
        if (returnType.IsGenericType && returnType.GetGenericTypeDefinition() == typeof(Task<>))
            return Typed(nameof(AwaitTask), returnType);
        if (returnType.IsGenericType && returnType.GetGenericTypeDefinition() == typeof(ValueTask<>))
            return Typed(nameof(AwaitValueTask), returnType);
        return static result => new ValueTask<object?>(result);
    }

    [RequiresDynamicCode(ReflectionSupport.Reason)]
    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "The methods here ask nothing of their type.")]
    private static Func<object?, ValueTask<object?>> Typed(string method, Type returnType) =>
        typeof(HandlerResult).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(returnType.GetGenericArguments())
            .CreateDelegate<Func<object?, ValueTask<object?>>>();

    private static async ValueTask<object?> Await(Task task)
    {
        await task.ConfigureAwait(false);
        return null;
    }

    private static async ValueTask<object?> AwaitTask<T>(object? task) => await ((Task<T>)task!).ConfigureAwait(false);

    private static async ValueTask<object?> AwaitValueTask<T>(object? task) => await ((ValueTask<T>)task!).ConfigureAwait(false);
}
