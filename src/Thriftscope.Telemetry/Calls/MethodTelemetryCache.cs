using System.Collections.Concurrent;
using System.Diagnostics;

namespace Thriftscope.Telemetry;

/// <summary>The <see cref="MethodTelemetry"/> of the methods at one endpoint.</summary>
internal sealed class MethodTelemetryCache(ActivityKind kind, string protocol, string transport, string? serverAddress, int? serverPort)
{
    // Where no generated code tells which methods there are, peers can send any number of names.
    private const int MaxMethods = 1000;
    private const int MaxName = 256;

    private State? _state;

    public MethodTelemetry Get(CallInstrumentation instrumentation, string service, string method, bool isOneway)
    {
        // The options name services: when others come into use, the names are made anew.
        ThriftInstrumentationOptions options = instrumentation.Options;
        State? state = _state;
        if (state is null || state.Options != options)
            _state = state = new State(options, new());
        // Calls of one method often follow each other, and comparing two names is cheaper than hashing them.
        if (state.Last is { } last && last.Info.Method == method && last.Info.Service == service)
            return last;
        if (!state.Methods.TryGetValue((service, method), out MethodTelemetry? known))
        {
            if (state.Methods.Count >= MaxMethods || method.Length > MaxName)
                return Unknown(instrumentation, service, method, isOneway);
            known = state.Methods.GetOrAdd((service, method), Create(options, service, method, isOneway, known: true));
        }

        return state.Last = known;
    }

    /// <summary>A method that the service does not have. It is not kept: peers can send any number of names.</summary>
    public MethodTelemetry Unknown(CallInstrumentation instrumentation, string service, string method, bool isOneway) =>
        Create(instrumentation.Options, service, method, isOneway, known: false);

    private MethodTelemetry Create(ThriftInstrumentationOptions options, string service, string method, bool isOneway, bool known) =>
        new(new ThriftCallInfo(kind, service, method, isOneway, protocol, transport), serverAddress, serverPort, known, options.ServiceName);

    private sealed record State(
        ThriftInstrumentationOptions Options, ConcurrentDictionary<(string Service, string Method), MethodTelemetry> Methods)
    {
        public MethodTelemetry? Last { get; set; }
    }
}
