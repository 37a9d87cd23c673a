using Thriftscope.Schema;

namespace Thriftscope;

/// <summary>A service of a loaded <c>.thrift</c> file: what is called and served.</summary>
public sealed class ThriftService
{
    internal ThriftService(ServiceSchema schema) => Schema = schema;

    /// <summary>The name as the IDL writes it.</summary>
    public string Name => Schema.Name;

    /// <summary>The service's definition.</summary>
    public ServiceSchema Schema { get; }

    /// <summary>Makes a client that connects at its first call.</summary>
    /// <param name="endpoint">Where the service is.</param>
    /// <param name="options">Time-outs and the like.</param>
    /// <exception cref="FormatException">The endpoint is one to listen on, with <c>*</c> for its host.</exception>
    public ServiceClient CreateClient(ThriftEndpoint endpoint, ThriftClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return CreateClient([endpoint], options);
    }

    /// <summary>Makes a client of a service that runs at several endpoints. It connects at its first call.</summary>
    /// <param name="endpoints">Where the service is: at least one endpoint, as <see cref="ThriftEndpoint.ParseList"/> reads them.</param>
    /// <param name="options">Time-outs and the like; <see cref="ThriftClientOptions.LoadBalancing"/> says which endpoint a call goes to.</param>
    /// <exception cref="ArgumentException">There is no endpoint.</exception>
    /// <exception cref="FormatException">One is an endpoint to listen on, with <c>*</c> for its host.</exception>
    public ServiceClient CreateClient(IEnumerable<ThriftEndpoint> endpoints, ThriftClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ThriftEndpoint[] known = [.. endpoints];
        if (known.Length == 0)
            throw new ArgumentException("A client needs at least one endpoint.", nameof(endpoints));
        return new ServiceClient(Schema, resolver: null, known, options ?? new ThriftClientOptions());
    }

    /// <summary>Makes a client that asks where the service is, at its first call and from time to time.</summary>
    /// <param name="resolver">Knows where the service is.</param>
    /// <param name="options">Time-outs and the like; <see cref="ThriftClientOptions.ResolveInterval"/> says how often it is asked.</param>
    public ServiceClient CreateClient(IThriftEndpointResolver resolver, ThriftClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(resolver);
        return new ServiceClient(Schema, resolver, [], options ?? new ThriftClientOptions());
    }

    /// <summary>Makes a client and connects it, so that a server that is not there is noticed at once.</summary>
    /// <param name="endpoint">
    /// Where the service is, such as <c>tcp://127.0.0.1:9090</c>, or <c>tcp://a:9090,b:9090</c> when it is there twice: one connection will do.
    /// An HTTP endpoint is connected to at the first call.
    /// </param>
    /// <param name="options">Time-outs and the like.</param>
    /// <param name="cancellationToken">Gives the connecting up.</param>
    /// <exception cref="FormatException">The endpoint is wrong.</exception>
    /// <exception cref="ThriftTransportException">There is no connection.</exception>
    public async Task<ServiceClient> ConnectAsync(string endpoint, ThriftClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        ServiceClient client = CreateClient(ThriftEndpoint.ParseList(endpoint), options);
        try
        {
            await client.OpenAsync(cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The service's name.</summary>
    public override string ToString() => Name;
}
