using System.Diagnostics;
using Microsoft.AspNetCore.Connections.Features;

namespace Thriftscope.AspNetCore.Connections;

/// <summary>
/// Closes a connection that takes too long. Kestrel's heartbeat looks at each connection once a second, so that no call has to set a
/// timer.
/// </summary>
internal sealed class ConnectionWatch(ServerConnection connection, ThriftServerOptions options)
{
    private static readonly Action<object> Look = static watch => ((ConnectionWatch)watch).LookAtConnection();

    private long _idleSince = Stopwatch.GetTimestamp();
    private long _requests;

    public void Start(IConnectionHeartbeatFeature heartbeat)
    {
        if (IsFinite(options.IdleTimeout) || IsFinite(options.ReadTimeout) || IsFinite(options.WriteTimeout) || IsFinite(options.HandshakeTimeout))
            heartbeat.OnHeartbeat(Look, this);
    }

    private void LookAtConnection()
    {
        if (connection.IsHttp)
            return;
        long now = Stopwatch.GetTimestamp();
        if (IsOver(connection.ReplyWaitingSince, options.WriteTimeout, now))
        {
            connection.Abort("write_timeout", $"it read nothing of a reply for {options.WriteTimeout.TotalSeconds} s");
        }
        else if (connection.IsDetected
            ? IsOver(connection.ReadingSince, options.ReadTimeout, now)
            : IsOver(connection.ReadingSince, options.HandshakeTimeout, now))
        {
            if (connection.IsDetected)
                connection.Abort("read_timeout", $"a request did not arrive within {options.ReadTimeout.TotalSeconds} s");
            else
                connection.Abort("handshake_timeout", $"its first bytes did not arrive within {options.HandshakeTimeout.TotalSeconds} s");
        }
        else if (connection.Requests != _requests || connection.IsBusy || connection.ReadingSince != 0)
        {
            _requests = connection.Requests;
            _idleSince = now;
        }
        else if (IsOver(_idleSince, options.IdleTimeout, now))
        {
            connection.CloseIdle();
        }
    }

    private static bool IsFinite(TimeSpan timeout) => timeout != Timeout.InfiniteTimeSpan;

    private static bool IsOver(long since, TimeSpan timeout, long now) =>
        since != 0 && IsFinite(timeout) && Stopwatch.GetElapsedTime(since, now) >= timeout;
}
