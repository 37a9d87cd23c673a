using System.Reflection;

namespace Thriftscope.ApacheThrift.Tests.Support;

/// <summary>Handlers of any interface that the compiler may make: methods that return a number throw the next exception.</summary>
public class Handlers : DispatchProxy
{
    private Queue<Exception> _exceptions = [];

    public static T Make<T>(Queue<Exception> exceptions)
        where T : class
    {
        T handler = Create<T, Handlers>();
        ((Handlers)(object)handler)._exceptions = exceptions;
        return handler;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        Type result = targetMethod!.ReturnType;
        if (result == typeof(Task<int>))
            throw _exceptions.Dequeue();
        return result == typeof(Task<string>) ? Task.FromResult("pong") : Task.CompletedTask;
    }
}
