namespace Thriftscope;

/// <summary>
/// Gives the clients that <see cref="ThriftClientServiceCollectionExtensions.AddThriftClient(Microsoft.Extensions.DependencyInjection.IServiceCollection, string, ThriftService, string, System.Action{ThriftClientOptions}?)"/> has
/// set up, by their names.
/// </summary>
public interface IThriftClientFactory
{
    /// <summary>
    /// The client of that name. All who ask get the same connections, which live as long as the container; disposing what this gives does
    /// nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is none of that name; the message lists those there are.</exception>
    ServiceClient CreateClient(string name);
}
