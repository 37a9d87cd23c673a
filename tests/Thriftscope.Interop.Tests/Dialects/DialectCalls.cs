using System.Diagnostics;
using Thriftscope.AspNetCore;
using Thriftscope.Telemetry;

namespace Thriftscope.Interop.Tests.Dialects;

/// <summary>The service that peers call and serve, and what they send with their calls.</summary>
internal static class DialectCalls
{
    public const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    public const string SpanId = "b7ad6b7169203331";
    public const string TraceParent = $"00-{TraceId}-{SpanId}-01";

    private const string SkyWalking = "1-dHJhY2U=-c2VnbWVudA==-3-c2hvcA==-c2hvcC0x-Lw==-YQ==";

    public static ThriftService Service { get; } = Named("Echo");

    /// <summary>The same service by another name.</summary>
    public static ThriftService Named(string name) => ThriftModule.Load(
        new StringReader($$"""service {{name}} { string echo(1: string text), void fail(), oneway void note(1: string text) }"""), "echo").Service(name);

    /// <summary>Serves it, over HTTP too, for peers that call in any dialect.</summary>
    public static Task<ThriftServer> ServeAsync(IThriftInterceptor seen, bool isHttp = false, ThriftService? service = null) => (service ?? Service).ServeAsync(
        isHttp ? "http://127.0.0.1:0/" : "tcp://127.0.0.1:0", new Handler(), new ThriftServerOptions { Interceptors = { seen } });

    /// <summary>A client of a peer that writes one dialect.</summary>
    public static ServiceClient Client(string endpoint, DialectCell cell) => Service.CreateClient(ThriftEndpoint.Parse(endpoint), new ThriftClientOptions
    {
        Context = new ThriftContextOptions { Write = [ThriftContextDialects.Find(cell.Dialect)] },
        MultiplexedName = cell.IsMultiplexed ? "Echo" : null,
        CallTimeout = TimeSpan.FromSeconds(20),
    });

    /// <summary>How the peer's client is told to send the context in a dialect.</summary>
    public static string[] Options(DialectCell cell)
    {
        (string dialect, string context) = cell.Dialect switch
        {
            "trailing_field" => ("field_8888", $$"""{"traceparent": "{{TraceParent}}"}"""),
            "opentracing" => ("field_3333", $$"""{"uber-trace-id": "{{TraceId}}:{{SpanId}}:0:1"}"""),
            "skywalking" => ("field_8888", $$"""{"sw8": "{{SkyWalking}}"}"""),
            "pinpoint" => ("pinpoint", """{"trace_id": "agent^1^2", "span_id": -5, "parent_span_id": 7, "sampled": true, "flags": 0, "host": "h"}"""),
            "theader" => ("theader", $$$"""{"headers": {"traceparent": "{{{TraceParent}}}"}}"""),
            "baseplate" => ("theader", $$$"""{"headers": {"Trace": "{{{UInt128.Parse(TraceId, System.Globalization.NumberStyles.HexNumber)}}}", "Span": "{{{ulong.Parse(SpanId, System.Globalization.NumberStyles.HexNumber)}}}", "Sampled": "1"}}"""),
            "ttheader" => ("ttheader", $$$"""{"headers": {"RPC_TRANSIT_traceparent": "{{{TraceParent}}}"}}"""),
            "thriftpy" => ("thriftpy", $$$"""{"request_id": "r-1", "seq": "1.2", "meta": {"traceparent": "{{{TraceParent}}}"}}"""),
            "finagle" => ("finagle", $$$"""{"trace_id": "{{{TraceId[16..]}}}", "span_id": "{{{SpanId}}}", "parent_id": "{{{SpanId}}}", "sampled": true, "trace_context": {"trace_id": "{{{TraceId}}}", "span_id": "{{{SpanId}}}", "parent_id": "{{{SpanId}}}", "flags": 6}}"""),
            _ => ("http", $$"""{"traceparent": "{{TraceParent}}"}"""),
        };
        List<string> options = ["--dialect", dialect, "--context", context, "--protocol", cell.Protocol];
        if (cell.Framing != "own")
            options.AddRange(["--framing", cell.Framing]);
        if (cell.IsMultiplexed)
            options.AddRange(["--multiplexed", "Echo"]);
        return [.. options];
    }

    /// <summary>Whether the server's span tells of the context as the dialect lets it.</summary>
    public static void ShouldTellOf(this Activity server, string dialect)
    {
        switch (dialect)
        {
            case "skywalking":
                server.GetTagItem("thrift.context.skywalking").ShouldBe(SkyWalking);
                break;
            case "pinpoint":
                server.GetTagItem("thrift.context.pinpoint.trace_id").ShouldBe("agent^1^2");
                server.GetTagItem("thrift.context.pinpoint.span_id").ShouldBe(-5L);
                break;
            default:
                server.TraceId.ToHexString().ShouldBe(TraceId);
                server.ParentSpanId.ToHexString().ShouldBe(SpanId);
                server.Recorded.ShouldBeTrue();
                break;
        }
    }

    private sealed class Handler
    {
        public string Echo(string text) => text;

        public void Fail() => throw new ThriftApplicationException(ThriftApplicationError.InternalError, "It failed.");

        public void Note(string text)
        {
        }
    }
}

/// <summary>Keeps the arguments of the calls that reach a server's handler.</summary>
internal sealed class SeenArguments : IThriftInterceptor
{
    public List<string> All { get; } = [];

    public ValueTask<object?> InvokeAsync(ThriftCallContext context, ThriftCallDelegate next)
    {
        lock (All)
            All.Add(context.Arguments.ToString());
        return next(context);
    }
}
