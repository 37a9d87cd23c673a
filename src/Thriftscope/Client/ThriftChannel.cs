using Thriftscope.Telemetry;

namespace Thriftscope.Client;

/// <summary>The way to one endpoint: holds the connection, and opens a new one when it was lost.</summary>
internal sealed class ThriftChannel(ThriftEndpoint endpoint, ThriftClientOptions options, CallInstruments instruments) : IAsyncDisposable
{
    private readonly SemaphoreSlim _opening = new(1, 1);
    private ClientConnection? _connection;
    private bool _disposed;

    public ThriftEndpoint Endpoint => endpoint;

    /// <summary>The connection, if it is open.</summary>
    public ClientConnection? OpenConnection => _connection is { IsOpen: true } open ? open : null;

    /// <summary>Opens a connection, unless another caller has just done so.</summary>
    /// <exception cref="ThriftTransportException">It could not be opened, or the channel is disposed.</exception>
    public async Task<ClientConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_disposed)
                throw new ThriftTransportException(ThriftTransportError.NotOpen, $"The client of {endpoint} has been disposed.");
            if (OpenConnection is { } open)
                return open;
            return _connection = await ClientConnection.OpenAsync(endpoint, options, instruments, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _ = _opening.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _opening.WaitAsync().ConfigureAwait(false);
        try
        {
            _disposed = true;
            if (_connection is not null)
                await _connection.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _ = _opening.Release();
        }
    }
}
