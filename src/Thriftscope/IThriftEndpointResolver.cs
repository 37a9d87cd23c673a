namespace Thriftscope;

/// <summary>Knows where a service is: a registry, a name service, a file.</summary>
public interface IThriftEndpointResolver
{
    /// <summary>
    /// Tells where the service is now. A client asks at its first call, when connecting has failed, and after each
    /// <see cref="ThriftClientOptions.ResolveInterval"/>, one question at a time.
    /// </summary>
    /// <param name="cancellationToken">Gives the question up: the client has been disposed.</param>
    /// <returns>
    /// At least one endpoint, in the order of preference. An endpoint with the same text is the same one, and keeps its connections; those of
    /// one that is gone are closed when their calls have ended.
    /// </returns>
    ValueTask<IReadOnlyList<ThriftEndpoint>> ResolveAsync(CancellationToken cancellationToken);
}
