using Microsoft.AspNetCore.Connections;
using Thriftscope.AspNetCore.Requests;

namespace Thriftscope.AspNetCore.Connections;

/// <summary>Gives the connections of one endpoint to the services, and those of HTTP on to the application if it wants them.</summary>
internal sealed class ThriftConnectionHandler(ServerEndpoint endpoint, ConnectionDelegate next)
{
    public async Task OnConnectedAsync(ConnectionContext connection)
    {
        if (!await new ServerConnection(connection, endpoint).RunAsync().ConfigureAwait(false))
            return;
        // From here on it is Kestrel's, with limits of its own.
        connection.Features.Get<ConnectionRoom>()?.Dispose();
        await next(connection).ConfigureAwait(false);
    }
}
