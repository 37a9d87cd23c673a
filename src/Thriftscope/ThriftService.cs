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
    public ServiceClient CreateClient(ThriftEndpoint endpoint, ThriftClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return new ServiceClient(Schema, endpoint, options ?? new ThriftClientOptions());
    }

    /// <summary>Makes a client and connects it, so that a server that is not there is noticed at once.</summary>
    /// <param name="endpoint">Where the service is, such as <c>tcp://127.0.0.1:9090</c>.</param>
    /// <param name="options">Time-outs and the like.</param>
    /// <param name="cancellationToken">Gives the connecting up.</param>
    /// <exception cref="FormatException">The endpoint is wrong.</exception>
    /// <exception cref="ThriftTransportException">There is no connection.</exception>
    public async Task<ServiceClient> ConnectAsync(string endpoint, ThriftClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        ServiceClient client = CreateClient(ThriftEndpoint.Parse(endpoint), options);
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
