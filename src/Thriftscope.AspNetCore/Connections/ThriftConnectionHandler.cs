using Microsoft.AspNetCore.Connections;
using Thriftscope.AspNetCore.Requests;
using Thriftscope.Telemetry;

namespace Thriftscope.AspNetCore.Connections;

/// <summary>Gives the connections of one endpoint to the services, and those of HTTP on to the application if it wants them.</summary>
internal sealed class ThriftConnectionHandler(ServerEndpoint endpoint, ConnectionDelegate next)
{
    private readonly ThriftServerOptions _options = endpoint.Options;

    public async Task OnConnectedAsync(ConnectionContext connection)
    {
        if (!endpoint.Load.TryOpenConnection(_options.MaxConnections))
        {
            Refuse(connection, _options.MaxConnections!.Value);
            return;
        }

        bool isHttp;
        try
        {
            isHttp = await new ServerConnection(connection, endpoint).RunAsync().ConfigureAwait(false);
        }
        finally
        {
            endpoint.Load.CloseConnection();
        }

        if (isHttp)
            await next(connection).ConfigureAwait(false);
    }

    private void Refuse(ConnectionContext connection, int limit)
    {
        const string reason = "too_many_connections";
        CallInstrumentation instrumentation = endpoint.Telemetry.Instrumentation;
        instrumentation.CountRejected(reason);
        Guard.Record(instrumentation.Instruments.ConnectionDuration, 0, new KeyValuePair<string, object?>(SemanticConventions.ThriftCloseReason, reason));
        Guard.Log(() => ConnectionLog.Refused(instrumentation.Loggers.Connections, connection.RemoteEndPoint.PeerName(), limit));
    }
}
