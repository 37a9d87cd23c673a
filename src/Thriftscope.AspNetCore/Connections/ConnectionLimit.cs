using Microsoft.AspNetCore.Connections;
using Thriftscope.AspNetCore.Requests;
using Thriftscope.Telemetry;

namespace Thriftscope.AspNetCore.Connections;

/// <summary>Has room for so many connections, and closes further ones. Below TLS, so that handshakes which never end take room too.</summary>
internal sealed class ConnectionLimit(ServerCore core, int? limit, ConnectionDelegate next)
{
    public async Task OnConnectedAsync(ConnectionContext connection)
    {
        if (!core.Load.TryOpenConnection(limit))
        {
            Refuse(connection);
            return;
        }

        using ConnectionRoom room = new(core.Load);
        connection.Features.Set(room);
        await next(connection).ConfigureAwait(false);
    }

    private void Refuse(ConnectionContext connection)
    {
        const string reason = "too_many_connections";
        CallInstrumentation instrumentation = core.Telemetry.Instrumentation;
        instrumentation.CountRejected(reason);
        Guard.Record(instrumentation.Instruments.ConnectionDuration, 0, new KeyValuePair<string, object?>(SemanticConventions.ThriftCloseReason, reason));
        Guard.Log(() => ConnectionLog.Refused(instrumentation.Loggers.Connections, connection.RemoteEndPoint.PeerName(), limit!.Value));
    }
}
