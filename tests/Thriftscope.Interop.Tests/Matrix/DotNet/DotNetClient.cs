using System.Reflection;
using Thrift;
using Thrift.Protocol;

namespace Thriftscope.Interop.Tests.Matrix.DotNet;

/// <summary>A client that Apache's compiler has generated.</summary>
internal sealed class DotNetClient(TBaseClient client) : IMatrixClient
{
    public async Task<T> CallAsync<T>(string method, params object?[] arguments) => (T)(await InvokeAsync(method, arguments))!;

    public Task CallAsync(string method, params object?[] arguments) => InvokeAsync(method, arguments);

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return default;
    }

    private async Task<object?> InvokeAsync(string method, object?[] arguments)
    {
        MethodInfo called = client.GetType().GetMethod(method)!;
        object?[] all = [.. called.GetParameters()[..^1].Zip(arguments, (p, value) => DotNetValues.ToApache(value, p.ParameterType)), CancellationToken.None];
        try
        {
            Task call = (Task)called.Invoke(client, all)!;
            await call.WaitAsync(TimeSpan.FromSeconds(10));
            return called.ReturnType.IsGenericType ? DotNetValues.FromApache(((dynamic)call).Result) : null;
        }
        catch (TApplicationException e)
        {
            throw new ThriftApplicationException((ThriftApplicationError)e.Type, e.Message);
        }
        catch (TException e) when (e is TBase declared)
        {
            throw new ThriftDeclaredException(DotNetValues.Struct(declared));
        }
    }
}
