using System.Net;
using Microsoft.Extensions.Logging;

namespace Thriftscope.AspNetCore.Connections;

/// <summary>The log of connections.</summary>
internal static partial class ConnectionLog
{
    [LoggerMessage(10, LogLevel.Warning, "Closed the connection from {Peer}: {Reason}", EventName = "ConnectionRefused")]
    public static partial void Refused(ILogger logger, EndPoint? peer, string reason);

    [LoggerMessage(11, LogLevel.Error, "Closed the connection from {Peer}: a request could not be answered", EventName = "ConnectionFailed")]
    public static partial void Failed(ILogger logger, EndPoint? peer, Exception exception);
}
