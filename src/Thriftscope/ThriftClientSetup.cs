namespace Thriftscope;

/// <summary>Where a generated client finds its service, and how it calls it.</summary>
public sealed class ThriftClientSetup
{
    /// <summary>A service at known endpoints.</summary>
    /// <param name="endpoint">Where the service is, such as <c>tcp://127.0.0.1:9090</c>, or <c>tcp://a:9090,b:9090</c> when it is there twice.</param>
    /// <param name="options">Time-outs and the like.</param>
    /// <exception cref="FormatException">The endpoint is wrong.</exception>
    public ThriftClientSetup(string endpoint, ThriftClientOptions? options = null)
        : this(ThriftEndpoint.ParseList(endpoint), options)
    {
    }

    /// <summary>A service at known endpoints.</summary>
    /// <param name="endpoints">Where the service is: at least one endpoint.</param>
    /// <param name="options">Time-outs and the like; <see cref="ThriftClientOptions.LoadBalancing"/> says which endpoint a call goes to.</param>
    /// <exception cref="ArgumentException">There is no endpoint.</exception>
    public ThriftClientSetup(IEnumerable<ThriftEndpoint> endpoints, ThriftClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        Endpoints = [.. endpoints];
        if (Endpoints.Count == 0)
            throw new ArgumentException("A client needs at least one endpoint.", nameof(endpoints));
        Options = options ?? new ThriftClientOptions();
    }

    /// <summary>A service of which a resolver knows where it is. It is asked at the first call and from time to time.</summary>
    /// <param name="resolver">Knows where the service is.</param>
    /// <param name="options">Time-outs and the like; <see cref="ThriftClientOptions.ResolveInterval"/> says how often it is asked.</param>
    public ThriftClientSetup(IThriftEndpointResolver resolver, ThriftClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(resolver);
        Resolver = resolver;
        Endpoints = [];
        Options = options ?? new ThriftClientOptions();
    }

    internal IThriftEndpointResolver? Resolver { get; }

    internal IReadOnlyList<ThriftEndpoint> Endpoints { get; }

    internal ThriftClientOptions Options { get; }
}
