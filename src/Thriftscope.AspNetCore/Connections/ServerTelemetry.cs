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

    /// <summary>Counts a message that was not served.</summary>
    public void Reject(string reason) => Instruments.RejectedMessages.Add(1, new KeyValuePair<string, object?>(SemanticConventions.ThriftReason, reason));

    /// <summary>Counts a message that could not be read.</summary>
    public void Reject(ThriftProtocolException problem) => Reject(problem.Error switch
    {
        ThriftProtocolError.BadVersion => "bad_magic",
        ThriftProtocolError.SizeLimit => "too_large",
        ThriftProtocolError.DepthLimit => "too_deep",
        ThriftProtocolError.Truncated => "truncated",
        ThriftProtocolError.NegativeSize => "negative_size",
        ThriftProtocolError.MissingField => "missing_field",
        _ => "invalid_data",
    });
}
