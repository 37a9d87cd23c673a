using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Thriftscope.Telemetry;

/// <summary>The log of every call. The numbers of the events are for ever.</summary>
internal static partial class AccessLog
{
    public static void Write(ILogger logger, in AccessLogEntry entry)
    {
        if (entry.Kind == ActivityKind.Client)
            ClientCall(logger, entry.RpcMethod, entry.Peer, entry.Status, entry.Duration, entry.RequestSize, entry.ResponseSize, entry.TraceId);
        else
            ServerCall(logger, entry.RpcMethod, entry.Peer, entry.Status, entry.Duration, entry.RequestSize, entry.ResponseSize, entry.TraceId);
    }

    [LoggerMessage(
        20,
        LogLevel.Information,
        "Called {RpcMethod} at {Peer}: {Status} after {Duration} s, {RequestSize} bytes sent, {ResponseSize} received, trace {TraceId}",
        EventName = "ClientCall")]
    private static partial void ClientCall(
        ILogger logger, string rpcMethod, string? peer, string? status, double duration, long requestSize, long responseSize, string? traceId);

    [LoggerMessage(
        21,
        LogLevel.Information,
        "Served {RpcMethod} to {Peer}: {Status} after {Duration} s, {RequestSize} bytes received, {ResponseSize} sent, trace {TraceId}",
        EventName = "ServerCall")]
    private static partial void ServerCall(
        ILogger logger, string rpcMethod, string? peer, string? status, double duration, long requestSize, long responseSize, string? traceId);
}

/// <summary>What the access log says of a call. Sizes are bytes, the duration seconds; the status is the error's type where no reply says one.</summary>
internal readonly record struct AccessLogEntry(
    ActivityKind Kind, string RpcMethod, string? Peer, string? Status, double Duration, long RequestSize, long ResponseSize, string? TraceId);
