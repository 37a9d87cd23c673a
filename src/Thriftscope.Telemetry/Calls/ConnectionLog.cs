using Microsoft.Extensions.Logging;

namespace Thriftscope.Telemetry;

/// <summary>The log of connections. The numbers of the events are for ever.</summary>
internal static partial class ConnectionLog
{
    [LoggerMessage(11, LogLevel.Error, "Closed the connection from {Peer}: the program failed to serve it", EventName = "ConnectionFailed")]
    public static partial void Failed(ILogger logger, string? peer, Exception exception);

    [LoggerMessage(12, LogLevel.Warning, "Closed the connection from {Peer}: {Problem}", EventName = "ConnectionTimedOut")]
    public static partial void TimedOut(ILogger logger, string? peer, string problem);

    [LoggerMessage(13, LogLevel.Warning, "Refused a connection from {Peer}: {Limit} are open already", EventName = "ConnectionRefused")]
    public static partial void Refused(ILogger logger, string? peer, int limit);

    [LoggerMessage(14, LogLevel.Warning, "Refused a connection from {Peer}: its TLS handshake failed: {Problem}", EventName = "TlsHandshakeFailed")]
    public static partial void HandshakeFailed(ILogger logger, string? peer, string problem);

    [LoggerMessage(15, LogLevel.Warning, "No endpoint serves the Thrift services {Services}. Add builder.WebHost.ConfigureKestrel(k => k.ListenAnyIP(9090, l => l.UseThrift())), or app.MapThrift(\"/thrift\")", EventName = "NotServed")]
    public static partial void NotServed(ILogger logger, string services);

    [LoggerMessage(30, LogLevel.Debug, "Connected to {Server}, {Transport}", EventName = "ClientConnectionOpened")]
    public static partial void ClientOpened(ILogger logger, string server, string transport);

    [LoggerMessage(31, LogLevel.Debug, "The connection to {Server} was closed after {Duration} s: {Reason}", EventName = "ClientConnectionClosed")]
    public static partial void ClientClosed(ILogger logger, string server, double duration, string reason);

    [LoggerMessage(32, LogLevel.Debug, "{Peer} connected", EventName = "ServerConnectionOpened")]
    public static partial void ServerOpened(ILogger logger, string? peer);

    [LoggerMessage(33, LogLevel.Debug, "The connection from {Peer} was closed after {Duration} s: {CloseReason}", EventName = "ServerConnectionClosed")]
    public static partial void ServerClosed(ILogger logger, string? peer, double duration, string closeReason);
}
