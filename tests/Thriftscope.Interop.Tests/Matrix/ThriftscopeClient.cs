namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>Our client.</summary>
internal sealed class ThriftscopeClient(ServiceClient client) : IMatrixClient
{
    public Task<T> CallAsync<T>(string method, params object?[] arguments) => client.CallAsync<T>(method, arguments);

    public Task CallAsync(string method, params object?[] arguments) => client.CallAsync(method, arguments);

    public ValueTask DisposeAsync() => client.DisposeAsync();
}
