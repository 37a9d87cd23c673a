using System.Diagnostics;
using Thriftscope.Telemetry;

namespace Thriftscope.Client;

/// <summary>Finds the trace context that goes with a request to one endpoint, and where it stands.</summary>
internal sealed class ContextWriter
{
    private readonly ThriftEndpoint _endpoint;
    private readonly ThriftContextOptions? _options;
    private readonly CallInstrumentation _instrumentation;
    private readonly ThriftContextDialect _native;

    /// <exception cref="ArgumentException">The client is to write a dialect that the endpoint can't carry.</exception>
    public ContextWriter(ThriftEndpoint endpoint, ThriftClientOptions options, CallInstrumentation instrumentation)
    {
        _endpoint = endpoint;
        _options = options.Context ?? options.Instrumentation?.Context;
        _instrumentation = instrumentation;
        _native = NativeOf(endpoint.Transport);
        foreach (ThriftContextDialect dialect in _options?.Write ?? [])
            Check(dialect);
    }

    /// <summary>Whether field 8888 carries the context, instead of headers or beside them.</summary>
    public bool WritesField => Writes(ThriftContextDialects.TrailingField);

    /// <summary>Whether the headers of HTTP carry the context.</summary>
    public bool WritesHttp => _endpoint.IsHttp && Writes(ThriftContextDialects.Http);

    private ThriftContextOptions Options => _options ?? _instrumentation.Options.Context;

    /// <summary>The context of the call's span, or of the current one where nobody listens to ours. It is the thread's own: encoding must follow at once.</summary>
    /// <param name="call">The call's telemetry, if anyone listens.</param>
    /// <param name="hasSession">Whether it goes into a header that the connection has agreed on.</param>
    public ContextCarrier? ContextOf(ClientCall? call, bool hasSession = false)
    {
        ContextPlaces places = (_native != ThriftContextDialects.TrailingField && Writes(_native) ? ContextPlaces.Headers : 0)
            | (Writes(ThriftContextDialects.TrailingField) ? ContextPlaces.Field : 0);
        Activity? activity = call?.Activity ?? Activity.Current;
        if (activity is null || (places == 0 && !hasSession))
            return null;
        ContextCarrier carrier = ContextCarrier.ForThisThread();
        carrier.Places = places;
        ContextPropagator.Current.Inject(activity, carrier);
        ThriftContextDialect dialect = hasSession ? (Writes(ThriftContextDialects.ThriftPy) ? ThriftContextDialects.ThriftPy : ThriftContextDialects.Finagle)
            : places.HasFlag(ContextPlaces.Headers) ? _native
            : ThriftContextDialects.TrailingField;
        ContextLimit.Fit(carrier, Options, dialect.Name, _instrumentation.Instruments.Dropped);
        return carrier;
    }

    private static ThriftContextDialect NativeOf(ThriftTransport transport) => transport switch
    {
        ThriftTransport.Header => ThriftContextDialects.Header,
        ThriftTransport.TTHeader => ThriftContextDialects.TTHeader,
        ThriftTransport.Http => ThriftContextDialects.Http,
        _ => ThriftContextDialects.TrailingField,
    };

    // What is set up for the whole program may have nothing for this endpoint: then it is carried as ever.
    private bool Writes(ThriftContextDialect dialect) => Options.Write is { } chosen && (chosen.Count == 0 || _options is not null || chosen.Any(CanWrite))
        ? chosen.Contains(dialect)
        : dialect == _native;

    private bool CanWrite(ThriftContextDialect dialect) => dialect == _native || dialect == ThriftContextDialects.TrailingField;

    private void Check(ThriftContextDialect dialect)
    {
        // What a connection agrees on is checked with its protocol.
        if (dialect == ThriftContextDialects.ThriftPy || dialect == ThriftContextDialects.Finagle)
            return;
        string? need = dialect == _native || dialect == ThriftContextDialects.TrailingField ? null
            : dialect == ThriftContextDialects.Header ? "?transport=header"
            : dialect == ThriftContextDialects.TTHeader ? "?transport=ttheader"
            : "an endpoint that begins with http:// or https://";
        if (need is not null)
            throw new ArgumentException($"{_endpoint} can't carry a trace context in the dialect {dialect}: that needs {need}.");
    }
}
