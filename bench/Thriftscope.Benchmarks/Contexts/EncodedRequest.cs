using System.Diagnostics;
using Thriftscope.Benchmarks.Measuring;
using Thriftscope.Client;
using Thriftscope.Schema;
using Thriftscope.Sessions;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.Benchmarks.Contexts;

/// <summary>A request, encoded as our client does it: with the context of a span, or without.</summary>
internal sealed class EncodedRequest
{
    private readonly WireFormat _format;
    private readonly MessageBuffer _buffer = new();
    private readonly ThriftContextOptions _options = new();
    private readonly CallInstrumentation _instrumentation = new(new CallInstruments("encoded request"));
    private readonly CallRequest _request;
    private readonly Activity? _span;
    private readonly ThriftContextDialect? _dialect;
    private readonly ClientSession? _session;

    /// <param name="format">How it lies on the wire.</param>
    /// <param name="dialect">How it carries a context; <see langword="null"/> for no context.</param>
    public EncodedRequest(WireFormat format, ThriftContextDialect? dialect = null)
    {
        _format = format;
        _dialect = dialect;
        _request = new CallRequest(Method, Method.Name, new ThriftStruct(Method.Arguments), CallDeadline.In(Timeout.InfiniteTimeSpan), CancellationToken.None);
        if (dialect is null)
            return;
        _span = new Activity(Method.Name);
        _ = _span.SetIdFormat(ActivityIdFormat.W3C).Start();
        Activity.Current = null;
        if (SessionOf(dialect) is not ThriftSession.None and var session)
            _session = new ClientSession(session, repliesHaveHeaders: true, new ThriftClientOptions());
    }

    /// <summary>What is called.</summary>
    public static MethodSchema Method { get; } = Workloads.Module.Service("PingPong").Schema.FindMethod("ping")!;

    /// <summary>What a connection agrees on before it carries the dialect.</summary>
    public static ThriftSession SessionOf(ThriftContextDialect dialect) =>
        dialect == ThriftContextDialects.ThriftPy ? ThriftSession.ThriftPy
        : dialect == ThriftContextDialects.Finagle ? ThriftSession.Finagle
        : ThriftSession.None;

    public void Run()
    {
        _buffer.Truncate(0);
        if (_span is not null)
            AddContext(_span);
        _ = MessageCodec.Write(
            _buffer, _format, ThriftLimits.Default, new MessageHeader(_request.Name, MessageType.Call, 1), _request.Arguments, _request.Trace, prefix: _request.Prefix);
    }

    /// <summary>What goes out.</summary>
    public byte[] ToBytes()
    {
        Run();
        return _buffer.Written.ToArray();
    }

    private void AddContext(Activity span)
    {
        ContextCarrier carrier = ContextCarrier.ForThisThread();
        ContextPropagator.Current.Inject(span, carrier);
        ContextLimit.Fit(carrier, _options, _dialect!.Name, _instrumentation.Instruments.Dropped);
        _request.Trace = carrier;
        // A request is encoded once only, and then keeps what it was numbered with.
        _request.Pending = null;
        _request.Pending = _session?.Begin(_request, _instrumentation);
    }
}
