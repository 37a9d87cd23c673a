using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Thriftscope.Telemetry;

/// <summary>The log of calls that failed or were slow, and of messages that were rejected. The numbers of the events are for ever.</summary>
internal static partial class CallLog
{
    public static void Failed(ILogger logger, MethodTelemetry method, string errorType, TimeSpan duration, Exception? exception)
    {
        if (method.Info.Kind == ActivityKind.Client)
            ClientCallFailed(logger, method.LoggedName, errorType, duration.TotalSeconds, exception);
        else
            ServerCallFailed(logger, method.LoggedName, errorType, duration.TotalSeconds, exception);
    }

    public static void Slow(ILogger logger, MethodTelemetry method, TimeSpan duration, TimeSpan threshold)
    {
        if (method.Info.Kind == ActivityKind.Client)
            ClientCallSlow(logger, method.LoggedName, duration.TotalSeconds, threshold.TotalSeconds);
        else
            ServerCallSlow(logger, method.LoggedName, duration.TotalSeconds, threshold.TotalSeconds);
    }

    [LoggerMessage(5, LogLevel.Warning, "Rejected a message from {Peer}, {Reason}: {Problem}", EventName = "MessageRejected")]
    public static partial void MessageRejected(ILogger logger, string? peer, string reason, string problem, Exception? exception);

    [LoggerMessage(6, LogLevel.Warning, "The handler of {RpcMethod} failed after its call had timed out", EventName = "LateHandlerFailure")]
    public static partial void LateFailure(ILogger logger, string rpcMethod, Exception exception);

    [LoggerMessage(7, LogLevel.Warning, "The response header {Name} was left out: HTTP has no place for it", EventName = "HeaderLeftOut")]
    public static partial void HeaderLeftOut(ILogger logger, string name);

    [LoggerMessage(1, LogLevel.Warning, "Calling {RpcMethod} failed with {ErrorType} after {Duration} s", EventName = "ClientCallFailed")]
    private static partial void ClientCallFailed(ILogger logger, string rpcMethod, string errorType, double duration, Exception? exception);

    [LoggerMessage(2, LogLevel.Warning, "Serving {RpcMethod} failed with {ErrorType} after {Duration} s", EventName = "ServerCallFailed")]
    private static partial void ServerCallFailed(ILogger logger, string rpcMethod, string errorType, double duration, Exception? exception);

    [LoggerMessage(3, LogLevel.Warning, "Calling {RpcMethod} took {Duration} s, {Threshold} s or more is slow", EventName = "ClientCallSlow")]
    private static partial void ClientCallSlow(ILogger logger, string rpcMethod, double duration, double threshold);

    [LoggerMessage(4, LogLevel.Warning, "Serving {RpcMethod} took {Duration} s, {Threshold} s or more is slow", EventName = "ServerCallSlow")]
    private static partial void ServerCallSlow(ILogger logger, string rpcMethod, double duration, double threshold);
}
