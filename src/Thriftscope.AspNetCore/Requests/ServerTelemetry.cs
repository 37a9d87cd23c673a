using System.Collections.Concurrent;
using System.Diagnostics;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore.Requests;

/// <summary>What one server records its calls and connections with.</summary>
internal sealed class ServerTelemetry(CallInstrumentation instrumentation)
{
    private readonly ConcurrentDictionary<(string? Address, int? Port, ThriftProtocol Protocol, ThriftTransport Transport), MethodTelemetryCache> _methods = new();

    public CallInstrumentation Instrumentation => instrumentation;

    public CallInstruments Instruments => instrumentation.Instruments;

    public MethodTelemetryCache MethodsAt(string? address, int? port, ThriftProtocol protocol, ThriftTransport transport) =>
        _methods.GetOrAdd((address, port, protocol, transport), static key => new MethodTelemetryCache(
            ActivityKind.Server, WireNames.Of(key.Protocol), WireNames.Of(key.Transport), key.Address, key.Port));

    /// <summary>Refuses a request: it is counted, and logged when its call ends.</summary>
    public void Reject(ServerCall? call, string reason, string problem)
    {
        instrumentation.CountRejected(reason);
        call?.Reject(reason, problem);
    }

    /// <summary>Refuses what is no message at all: it is counted and logged.</summary>
    public void Reject(string? peer, ThriftProtocolException problem) => instrumentation.Reject(ReasonOf(problem), peer, problem.Message);

    /// <summary>Tells that a handler failed after its call was given up and answered.</summary>
    public void LateFailure(Request request, Exception exception) => Guard.Log(() =>
        CallLog.LateFailure(instrumentation.Loggers.Calls, $"{request.ServiceName}/{request.MethodName}", exception));

    /// <summary>Tells that a header of a reply can't go with it.</summary>
    public void HeaderLeftOut(string name) => Guard.Log(() => CallLog.HeaderLeftOut(instrumentation.Loggers.Calls, PeerText.Bounded(name)));

    /// <summary>The value of <c>thrift.reason</c>.</summary>
    public static string ReasonOf(ThriftProtocolException problem) => problem.Error switch
    {
        ThriftProtocolError.BadVersion => "bad_magic",
        ThriftProtocolError.SizeLimit => "too_large",
        ThriftProtocolError.DepthLimit => "too_deep",
        ThriftProtocolError.Truncated => "truncated",
        ThriftProtocolError.NegativeSize => "negative_size",
        ThriftProtocolError.MissingField => "missing_field",
        _ => "invalid_data",
    };
}
