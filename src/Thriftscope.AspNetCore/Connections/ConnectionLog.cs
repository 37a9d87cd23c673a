using System.Net;
using Microsoft.Extensions.Logging;

namespace Thriftscope.AspNetCore.Connections;

/// <summary>The log of connections.</summary>
internal static partial class ConnectionLog
{
    [LoggerMessage(10, LogLevel.Warning, "Closed the connection from {Peer}: {Reason}", EventName = "ConnectionRefused")]
    public static partial void Refused(ILogger logger, EndPoint? peer, string reason);
}
