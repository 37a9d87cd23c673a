namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>A client of any library in .NET, with values and exceptions as ours has them.</summary>
internal interface IMatrixClient : IAsyncDisposable
{
    Task<T> CallAsync<T>(string method, params object?[] arguments);

    Task CallAsync(string method, params object?[] arguments);
}
