using Thriftscope.Telemetry;

namespace Thriftscope.Client;

/// <summary>The way to one endpoint: holds the connection, and opens a new one when it was lost.</summary>
internal sealed class ThriftChannel(ThriftEndpoint endpoint, ThriftClientOptions options, CallInstrumentation instrumentation) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _disposing = new();
    private ClientConnection? _connection;
    private Task<ClientConnection>? _connecting;

    public ThriftEndpoint Endpoint => endpoint;

    /// <summary>The connection, if it is open.</summary>
    public ClientConnection? OpenConnection => _connection is { IsOpen: true } open ? open : null;

    /// <summary>Opens a connection. Callers who come while one is being opened wait for the same.</summary>
    /// <exception cref="ThriftTransportException">It could not be opened, or the channel is disposed.</exception>
    public Task<ClientConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_disposing.IsCancellationRequested)
                throw Disposed();
            if (OpenConnection is { } open)
                return Task.FromResult(open);
            // The connection outlives the call that opens it: it must not keep that call's activity and baggage.
            using (ExecutionContext.SuppressFlow())
                _connecting ??= Task.Run(OpenAsync).ObserveFailure();
            return _connecting.WaitAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync().ConfigureAwait(false);
        Task? connecting;
        lock (_gate)
            connecting = _connecting;
        if (connecting is not null)
            await connecting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_connection is not null)
            await _connection.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<ClientConnection> OpenAsync()
    {
        ClientConnection? opened = null;
        try
        {
            return opened = await ClientConnection.OpenAsync(endpoint, options, instrumentation, _disposing.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw Disposed();
        }
        finally
        {
            lock (_gate)
            {
                _connection = opened ?? _connection;
                _connecting = null;
            }
        }
    }

    private ThriftTransportException Disposed() => new(ThriftTransportError.NotOpen, $"The client of {endpoint} has been disposed.");
}
