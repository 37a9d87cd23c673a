using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using Thriftscope.AspNetCore;

namespace Thriftscope.Telemetry.Tests;

/// <summary>The context goes on whatever propagator the program has set up, which is asked for at each call.</summary>
public sealed class PropagatorTests : IDisposable
{
    private readonly TelemetryCapture _capture = new();

    public static MatrixTheoryData<string, string> Everywhere => new(["w3c", "b3", "b3multi", "jaeger", "xray", "composite"], ["unframed", "framed", "header", "ttheader", "http"]);

    public void Dispose()
    {
        Sdk.SetDefaultTextMapPropagator(Named("w3c"));
        _capture.Dispose();
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task The_server_goes_on_with_the_clients_trace(string propagator, string transport)
    {
        Sdk.SetDefaultTextMapPropagator(Named(propagator));
        await using ProbeService probe = await ProbeService.StartAsync(transport: transport);

        await probe.Client.CallAsync("echo", "x");

        Activity client = await _capture.ClientSpanAsync("Probe/echo");
        Activity server = await _capture.ServerSpanAsync("Probe/echo");
        server.TraceId.ShouldBe(client.TraceId);
        server.ParentSpanId.ShouldBe(client.SpanId);
        server.Recorded.ShouldBeTrue();
    }

    [Fact]
    public async Task Another_propagator_is_used_from_the_next_call_on()
    {
        HeaderKeys seen = new();
        await using ProbeService probe = await ProbeService.StartAsync(new ThriftServerOptions { Interceptors = { seen } }, transport: "header");
        foreach (string propagator in (string[])["b3", "w3c", "xray"])
        {
            Sdk.SetDefaultTextMapPropagator(Named(propagator));
            await probe.Client.CallAsync("echo", "x");
        }

        seen.Keys.ShouldBe(["b3", "traceparent", "X-Amzn-Trace-Id"]);
        await TelemetryCapture.UntilAsync(() => _capture.Spans.Count == 6, "all spans");
        _capture.Spans.Where(s => s.Kind == ActivityKind.Server).ShouldAllBe(s => s.HasRemoteParent);
    }

    [Fact]
    public async Task A_propagator_that_is_switched_off_reads_nothing()
    {
        await using ProbeService probe = await ProbeService.StartAsync();
        Sdk.SetDefaultTextMapPropagator(new CompositeTextMapPropagator([]));

        await probe.Client.CallAsync("echo", "x");

        (await _capture.ServerSpanAsync("Probe/echo")).ParentSpanId.ShouldBe(default);
    }

#pragma warning disable CS0618 // What replaces it is in a package that only users of B3 would need.
    private static TextMapPropagator Named(string name) => name switch
    {
        "b3" => new B3Propagator(singleHeader: true),
        "b3multi" => new B3Propagator(singleHeader: false),
        "jaeger" => new OwnPropagator("uber-trace-id", "{0}:{1}:0:1", ':', 0, 1),
        "xray" => new OwnPropagator("X-Amzn-Trace-Id", "Root=1-{0};Parent={1};Sampled=1", '=', 1, 2),
        "composite" => new CompositeTextMapPropagator([new B3Propagator(singleHeader: true), new TraceContextPropagator(), new BaggagePropagator()]),
        _ => new CompositeTextMapPropagator([new TraceContextPropagator(), new BaggagePropagator()]),
    };
#pragma warning restore CS0618

    private sealed class HeaderKeys : IThriftInterceptor
    {
        public List<string> Keys { get; } = [];

        public ValueTask<object?> InvokeAsync(ThriftCallContext context, ThriftCallDelegate next)
        {
            Keys.AddRange(context.RequestHeaders.Keys);
            return next(context);
        }
    }

    /// <summary>A propagator as a program may have one of its own: ids somewhere in the text of one key.</summary>
    private sealed class OwnPropagator(string key, string format, char separator, int trace, int span) : TextMapPropagator
    {
        public override ISet<string> Fields => new HashSet<string> { key };

        public override PropagationContext Extract<T>(PropagationContext context, T carrier, Func<T, string, IEnumerable<string>?> getter)
        {
            if (getter(carrier, key)?.FirstOrDefault() is not { } text)
                return context;
            string[] parts = [.. text.Split(separator).Select(p => p.Split(';')[0].Replace("1-", "", StringComparison.Ordinal))];
            return new PropagationContext(
                new ActivityContext(ActivityTraceId.CreateFromString(parts[trace]), ActivitySpanId.CreateFromString(parts[span]), ActivityTraceFlags.Recorded, isRemote: true), context.Baggage);
        }

        public override void Inject<T>(PropagationContext context, T carrier, Action<T, string, string> setter) =>
            setter(carrier, key, string.Format(System.Globalization.CultureInfo.InvariantCulture, format, context.ActivityContext.TraceId, context.ActivityContext.SpanId));
    }
}
