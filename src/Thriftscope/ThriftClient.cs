using Thriftscope.Client;
using Thriftscope.Generated;

namespace Thriftscope;

/// <summary>
/// The base of generated clients. Many callers may use one client at the same time: their calls share its connections, which are opened when
/// they are needed, and again when they were lost.
/// </summary>
public abstract class ThriftClient : IAsyncDisposable, IDisposable
{
    private readonly CallInvoker _invoker;
    private readonly ThriftCallOptions? _options;
    private readonly bool _isShared;

    /// <summary>Makes a client.</summary>
    /// <param name="service">The service's name as the IDL writes it.</param>
    /// <param name="setup">Where it is, and how it is called.</param>
    protected ThriftClient(string service, ThriftClientSetup setup)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(setup);
        _invoker = new CallInvoker(service, setup.Resolver, setup.Endpoints, setup.Options);
    }

    /// <summary>Makes a client over the connections of another.</summary>
    /// <param name="other">The other, which closes them.</param>
    /// <param name="options">What is different for the calls of this one.</param>
    protected ThriftClient(ThriftClient other, ThriftCallOptions options)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(options);
        _invoker = other._invoker;
        _options = options;
        _isShared = true;
    }

    /// <summary>Where the service is called: all endpoints, as a resolver has named them last.</summary>
    public IReadOnlyList<ThriftEndpoint> Endpoints => _invoker.Endpoints;

    /// <summary>
    /// Connects, so that a server that is not there is noticed at once; otherwise the first call does. With several endpoints one connection
    /// will do, and an HTTP endpoint is connected to at the first call.
    /// </summary>
    /// <param name="cancellationToken">Gives the connecting up.</param>
    /// <exception cref="ThriftTransportException">There is no connection.</exception>
    public Task OpenAsync(CancellationToken cancellationToken = default) => _invoker.OpenAsync(cancellationToken);

    /// <summary>Closes the connections. Calls that wait for a reply fail. A client over another's connections leaves them open.</summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (!_isShared)
            await _invoker.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Closes the connections as <see cref="DisposeAsync"/> does, without waiting until all that runs has ended.</summary>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        if (!_isShared)
            _ = _invoker.DisposeAsync().AsTask().ObserveFailure();
    }

    /// <summary>Calls a method.</summary>
    /// <typeparam name="TService">The service's interface.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="ThriftValueException">An argument does not fit the IDL.</exception>
    /// <exception cref="ThriftDeclaredException">The method answered with an exception of its <c>throws</c>.</exception>
    /// <exception cref="ThriftApplicationException">The server could not run the method.</exception>
    /// <exception cref="ThriftTransportException">No connection, or no answer in time.</exception>
    /// <exception cref="ThriftProtocolException">The answer could not be read.</exception>
    protected Task<TResult> CallAsync<TService, TResult>(ThriftMethod<TService, TResult> method, ThriftMessage arguments, CancellationToken cancellationToken)
        where TService : class => _invoker.InvokeAsync<TResult>(method, arguments, _options, parent: default, cancellationToken);
}
