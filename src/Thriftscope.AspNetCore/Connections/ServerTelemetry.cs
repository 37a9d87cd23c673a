using System.Collections.Concurrent;
using System.Diagnostics;
using Thriftscope.Telemetry;

namespace Thriftscope.AspNetCore.Connections;

/// <summary>What one server records its calls and connections with.</summary>
internal sealed class ServerTelemetry(CallInstrumentation instrumentation)
{
    private readonly ConcurrentDictionary<(string? Address, int? Port, string Transport), MethodTelemetryCache> _methods = new();

    public CallInstrumentation Instrumentation => instrumentation;

    public CallInstruments Instruments => instrumentation.Instruments;

    public MethodTelemetryCache MethodsAt(string? address, int? port, string transport) =>
        _methods.GetOrAdd((address, port, transport), static key => new MethodTelemetryCache(ActivityKind.Server, "binary", key.Transport, key.Address, key.Port));

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
