using System.Reflection;
using Thrift;

namespace Thriftscope.Interop.Tests.Matrix.DotNet;

/// <summary>Apache's side of the service: our handler, with arguments and results as the generated code has them.</summary>
public class DotNetHandler : DispatchProxy
{
    private readonly MatrixHandler _handler = new();

    public static Matrix.IAsync Create() => Create<Matrix.IAsync, DotNetHandler>();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        Type result = targetMethod!.ReturnType;
        MethodInfo method = typeof(MatrixHandler).GetMethod(targetMethod.Name, BindingFlags.IgnoreCase | BindingFlags.Public | BindingFlags.Instance)!;
        object? value;
        try
        {
            value = method.Invoke(_handler, [.. args![..^1].Select(DotNetValues.FromApache)]);
        }
        catch (TargetInvocationException e) when (e.InnerException is ThriftDeclaredException declared)
        {
            Type type = typeof(Everything).Assembly.GetType($"{typeof(Everything).Namespace}.{declared.Name}")!;
            throw (TException)DotNetValues.ToApache(declared.Value, type)!;
        }
        catch (TargetInvocationException e)
        {
            throw e.InnerException!;
        }

        if (!result.IsGenericType)
            return Task.CompletedTask;
        Type content = result.GenericTypeArguments[0];
        return typeof(Task).GetMethod(nameof(Task.FromResult))!.MakeGenericMethod(content).Invoke(null, [DotNetValues.ToApache(value, content)]);
    }
}
