using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;
using Thriftscope.AspNetCore.Requests;
using Thriftscope.Telemetry;

namespace Thriftscope.AspNetCore.Hosting;

/// <summary>Tells of connections whose TLS handshake failed. Kestrel closes them, and says so in a log that a server by itself has not.</summary>
internal sealed class TlsWatch(ServerTelemetry telemetry, ConnectionDelegate next)
{
    private const string Reason = "tls_handshake";

    /// <summary>What comes behind the handshake: it is reached only when that went well.</summary>
    public static ConnectionDelegate Passed(ConnectionDelegate next) => connection =>
    {
        connection.Items[typeof(TlsWatch)] = true;
        return next(connection);
    };

    public async Task OnConnectedAsync(ConnectionContext connection)
    {
        StrongBox<string?> heard = HandshakeLog.Listen();
        await next(connection).ConfigureAwait(false);
        if (connection.Items.ContainsKey(typeof(TlsWatch)))
            return;
        CallInstrumentation instrumentation = telemetry.Instrumentation;
        instrumentation.CountRejected(Reason);
        Guard.Record(instrumentation.Instruments.ConnectionDuration, 0, new KeyValuePair<string, object?>(SemanticConventions.ThriftCloseReason, Reason));
        Guard.Log(() => ConnectionLog.HandshakeFailed(instrumentation.Loggers.Connections, connection.RemoteEndPoint.PeerName(), PeerText.Bounded(heard.Value ?? "no reason is known")));
    }
}
