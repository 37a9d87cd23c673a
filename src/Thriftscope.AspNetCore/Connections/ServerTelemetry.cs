using System.Collections.Concurrent;
using System.Diagnostics;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore.Connections;

/// <summary>What one server records its calls and connections with.</summary>
internal sealed class ServerTelemetry(CallInstrumentation instrumentation)
{
    private readonly ConcurrentDictionary<(string? Address, int? Port, ThriftProtocol Protocol, ThriftTransport Transport), MethodTelemetryCache> _methods = new();

    public CallInstrumentation Instrumentation => instrumentation;

    public CallInstruments Instruments => instrumentation.Instruments;

    public MethodTelemetryCache MethodsAt(string? address, int? port, WireFormat format) =>
        _methods.GetOrAdd((address, port, format.Protocol, format.Transport), static key => new MethodTelemetryCache(
            ActivityKind.Server, WireNames.Of(key.Protocol), WireNames.Of(key.Transport), key.Address, key.Port));

    /// <summary>Refuses a request: it is counted, and logged when its call ends.</summary>
    public void Reject(ServerCall? call, string reason, string problem)
    {
        instrumentation.CountRejected(reason);
        call?.Reject(reason, problem);
    }

    /// <summary>Refuses what is no message at all: it is counted and logged.</summary>
    public void Reject(string? peer, ThriftProtocolException problem) => instrumentation.Reject(ReasonOf(problem), peer, problem.Message);

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
