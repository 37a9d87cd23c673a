using System.Diagnostics;
using System.Diagnostics.Tracing;
using OpenTelemetry.Trace;

namespace Thriftscope.Telemetry.Tests;

public class OptionTests
{
    [Fact]
    public async Task A_filter_leaves_calls_out_altogether()
    {
        using TelemetryCapture capture = new(o => o.Filter = call => call.Method != "echo");
        await using ProbeService probe = await ProbeService.StartAsync();

        await probe.Client.CallAsync("echo", "x");
        await probe.Client.CallAsync("add", 1, 2);

        _ = await capture.ServerSpanAsync("Probe/add");
        capture.Spans.ShouldAllBe(s => s.DisplayName == "Probe/add");
        capture.Metric("rpc.client.call.duration").Tags().ShouldAllBe(t => t["rpc.method"]!.Equals("Probe/add"));
    }

    [Fact]
    public async Task Callbacks_that_throw_break_no_call()
    {
        using EventCapture events = new();
        using TelemetryCapture capture = new(o =>
        {
            o.Filter = call => call.Method == "echo" ? throw new InvalidOperationException("filter") : true;
            o.EnrichWithCall = (_, _) => throw new InvalidOperationException("enrich");
            o.EnrichWithException = (_, _) => throw new InvalidOperationException("exception");
            o.DeclaredExceptions = DeclaredExceptionPolicy.ByType(_ => throw new InvalidOperationException("policy"));
            o.ServiceName = _ => throw new InvalidOperationException("name");
        });
        await using ProbeService probe = await ProbeService.StartAsync();

        (await probe.Client.CallAsync<string>("echo", "x")).ShouldBe("x");
        (await probe.Client.CallAsync<int>("add", 1, 2)).ShouldBe(3);
        await Should.ThrowAsync<ThriftDeclaredException>(probe.Client.CallAsync("refuse"));

        (await capture.ClientSpanAsync("Probe/refuse")).Status.ShouldBe(ActivityStatusCode.Error);
        capture.Spans.ShouldNotContain(s => s.DisplayName == "Probe/echo");
        events.Callbacks.ShouldBe(["Filter", "EnrichWithCall", "EnrichWithException", "DeclaredExceptions", "ServiceName"], ignoreOrder: true);
    }

    [Fact]
    public async Task Spans_are_enriched_when_a_call_starts_and_when_it_fails()
    {
        using TelemetryCapture capture = new(o =>
        {
            o.EnrichWithCall = (span, call) => span.SetTag("call", $"{call.Kind} {call.Service}.{call.Method} {call.Transport}");
            o.EnrichWithException = (span, e) => span.SetTag("thrown", e.GetType().Name);
        });
        await using ProbeService probe = await ProbeService.StartAsync();

        await Should.ThrowAsync<ThriftApplicationException>(probe.Client.CallAsync("fail"));

        (await capture.ClientSpanAsync("Probe/fail")).Tag("call").ShouldBe("Client Probe.fail unframed");
        Activity server = await capture.ServerSpanAsync("Probe/fail");
        server.Tag("call").ShouldBe("Server Probe.fail unframed");
        server.Tag("thrown").ShouldBe("InvalidOperationException");
    }

    [Fact]
    public async Task A_service_may_have_another_name_in_telemetry()
    {
        using TelemetryCapture capture = new(o => o.ServiceName = name => name.ToLowerInvariant());
        await using ProbeService probe = await ProbeService.StartAsync();

        await probe.Client.CallAsync("add", 1, 2);

        (await capture.ClientSpanAsync("probe/add")).Tag("rpc.method").ShouldBe("probe/add");
        _ = await capture.ServerSpanAsync("probe/add");
    }

    [Fact]
    public async Task A_client_may_have_options_of_its_own()
    {
        using TelemetryCapture capture = new();
        await using ProbeService probe = await ProbeService.StartAsync(
            clientOptions: new() { Instrumentation = new() { ServiceName = _ => "Mine" } });

        await probe.Client.CallAsync("add", 1, 2);

        _ = await capture.ClientSpanAsync("Mine/add");
        _ = await capture.ServerSpanAsync("Probe/add");
    }

    [Fact]
    public async Task An_unsampled_call_is_measured_and_its_context_goes_on()
    {
        using TelemetryCapture capture = new(sampler: new ParentBasedSampler(new AlwaysOffSampler()));
        await using ProbeService probe = await ProbeService.StartAsync();

        await probe.Client.CallAsync("echo", "x");

        capture.Metric("rpc.client.call.duration").MetricPoints.ShouldHaveSingleItem();
        await TelemetryCapture.UntilAsync(() => capture.HasMetric("rpc.server.call.duration"), "the server to measure the call");
        capture.Spans.ShouldBeEmpty();
        // The server has got the caller's decision: its own activity carries the remote trace, unrecorded.
        Activity current = probe.Handler.Current.ShouldNotBeNull();
        current.HasRemoteParent.ShouldBeTrue();
        current.Recorded.ShouldBeFalse();
    }

    [Fact]
    public async Task Without_any_listener_nothing_is_recorded_and_nothing_is_sent()
    {
        await using ProbeService probe = await ProbeService.StartAsync();

        (await probe.Client.CallAsync<string>("echo", "x")).ShouldBe("x");

        probe.Handler.Current.ShouldBeNull();
    }

    [Fact]
    public async Task Without_the_sdk_the_context_of_a_plain_activity_is_carried()
    {
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == ThriftInstrumentation.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        ContextPropagator before = ContextPropagator.Current;
        ContextPropagator.Current = ContextPropagator.DotNet;
        try
        {
            await using ProbeService probe = await ProbeService.StartAsync();
            using Activity own = new Activity("own").AddBaggage("tenant", "blue").Start();

            await probe.Client.CallAsync("echo", "x");

            Activity server = probe.Handler.Current.ShouldNotBeNull();
            server.TraceId.ShouldBe(own.TraceId);
            server.GetBaggageItem("tenant").ShouldBe("blue");
        }
        finally
        {
            ContextPropagator.Current = before;
        }
    }

    /// <summary>Hears what the instrumentation reports of its own failures.</summary>
    private sealed class EventCapture : EventListener
    {
        private readonly List<string> _callbacks = [];

        public IReadOnlyList<string> Callbacks
        {
            get
            {
                lock (_callbacks)
                    return [.. _callbacks];
            }
        }

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Thriftscope")
                EnableEvents(eventSource, EventLevel.Warning);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            lock (_callbacks)
                _callbacks.Add((string)eventData.Payload![0]!);
        }
    }
}
