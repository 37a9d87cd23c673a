using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Thriftscope.Telemetry;

/// <summary>The log of failed calls.</summary>
internal static partial class CallLog
{
    public static void Failed(ILogger logger, MethodTelemetry method, string errorType, TimeSpan duration, Exception? exception)
    {
        string rpcMethod = method.OriginalMethod ?? method.RpcMethod;
        if (method.Info.Kind == ActivityKind.Client)
            ClientCallFailed(logger, rpcMethod, errorType, duration.TotalSeconds, exception);
        else
            ServerCallFailed(logger, rpcMethod, errorType, duration.TotalSeconds, exception);
    }

    [LoggerMessage(1, LogLevel.Warning, "Calling {RpcMethod} failed with {ErrorType} after {Duration} s", EventName = "ClientCallFailed")]
    private static partial void ClientCallFailed(ILogger logger, string rpcMethod, string errorType, double duration, Exception? exception);

    [LoggerMessage(2, LogLevel.Warning, "Serving {RpcMethod} failed with {ErrorType} after {Duration} s", EventName = "ServerCallFailed")]
    private static partial void ServerCallFailed(ILogger logger, string rpcMethod, string errorType, double duration, Exception? exception);
}
