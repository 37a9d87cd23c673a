using System.Diagnostics;
using OpenTelemetry;
using Thriftscope.Backends.Tests.Otlp.Proto;
using Thriftscope.OpenTelemetry;

namespace Thriftscope.Backends.Tests.Otlp;

/// <summary>The other variables of OpenTelemetry, as <see cref="ThriftTelemetry.Start()"/> honours them.</summary>
public class SdkVariableTests
{
    [Fact]
    public async Task The_resource_is_that_of_the_variables()
    {
        OtlpInbox inbox = await ObserveAsync(
            probe => probe.FailAsync(), ("OTEL_SERVICE_NAME", "shop"), ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test,service.name=ignored"));

        Resource[] resources = [inbox.Spans[0].Resource, inbox.Metrics[0].Resource, inbox.Logs[0].Resource];
        foreach (Resource resource in resources)
        {
            resource.Attributes.Text("service.name").ShouldBe("shop");
            resource.Attributes.Text("deployment.environment.name").ShouldBe("test");
        }
    }

    [Theory]
    [InlineData("deployment.environment.name=test", null)]
    [InlineData("service.instance.id=pod-7", "pod-7")]
    public async Task All_signals_of_an_instance_have_the_same_id_which_no_other_has(string attributes, string? id)
    {
        OtlpInbox first = await ObserveAsync(probe => probe.FailAsync(), ("OTEL_RESOURCE_ATTRIBUTES", attributes));
        OtlpInbox second = await ObserveAsync(probe => probe.FailAsync(), ("OTEL_RESOURCE_ATTRIBUTES", attributes));

        string[] ids = [.. new[] { first, second }.Select(inbox => new[] { inbox.Spans[0].Resource, inbox.Metrics[0].Resource, inbox.Logs[0].Resource }
            .Select(r => r.Attributes.Text("service.instance.id")).Distinct().ShouldHaveSingleItem().ShouldNotBeNull())];
        if (id is null)
            ids[0].ShouldNotBe(ids[1]);
        else
            ids.ShouldBe([id, id]);
    }

    [Theory]
    [InlineData("OTEL_TRACES_EXPORTER")]
    [InlineData("OTEL_METRICS_EXPORTER")]
    [InlineData("OTEL_LOGS_EXPORTER")]
    public async Task A_signal_without_an_exporter_is_not_sent(string variable)
    {
        OtlpInbox inbox = await ObserveAsync(probe => probe.FailAsync(), (variable, "none"));

        inbox.Spans.Length.ShouldBe(variable == "OTEL_TRACES_EXPORTER" ? 0 : 2);
        (inbox.Metrics.Length > 0).ShouldBe(variable != "OTEL_METRICS_EXPORTER");
        inbox.Logs.Length.ShouldBe(variable == "OTEL_LOGS_EXPORTER" ? 0 : 2);
    }

    [Fact]
    public async Task Nothing_is_sent_where_the_SDK_is_disabled() =>
        (await ObserveAsync(probe => probe.FailAsync(), ("OTEL_SDK_DISABLED", "true"))).Requests.ShouldBeEmpty();

    [Fact]
    public async Task Batches_of_spans_are_no_larger_than_allowed()
    {
        OtlpInbox inbox = await ObserveAsync(
            probe => probe.CallAsync(50), ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "10"), ("OTEL_BSP_SCHEDULE_DELAY", "600000"));

        int[] batches = [.. inbox.Requests.Select(r => r.Spans.Count()).Where(n => n > 0)];
        batches.Sum().ShouldBe(100);
        batches.ShouldAllBe(n => n <= 10);
        batches.ShouldContain(10);
    }

    [Fact]
    public async Task Batches_of_logs_are_no_larger_than_allowed()
    {
        OtlpInbox inbox = await ObserveAsync(
            async probe =>
            {
                for (int i = 0; i < 10; i++)
                    await probe.FailAsync();
            },
            ("OTEL_BLRP_MAX_EXPORT_BATCH_SIZE", "4"),
            ("OTEL_BLRP_SCHEDULE_DELAY", "600000"));

        int[] batches = [.. inbox.Requests.Select(r => r.Logs.Count()).Where(n => n > 0)];
        batches.Sum().ShouldBe(20);
        batches.ShouldAllBe(n => n <= 4);
        batches.ShouldContain(4);
    }

    [Fact]
    public async Task Logs_that_find_their_queue_full_are_counted()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using Probe probe = await Probe.StartAsync();
        using Variables variables = new(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Grpc.AbsoluteUri), ("OTEL_BLRP_MAX_QUEUE_SIZE", "4"), ("OTEL_BLRP_MAX_EXPORT_BATCH_SIZE", "4"));
        receiver.Manners.Stall();
        using (ThriftTelemetry.Start(o => o.ShutdownTimeout = TimeSpan.FromMinutes(1)))
        {
            for (int i = 0; i < 20; i++)
                await probe.FailAsync();
            receiver.Manners.Accept();
        }

        int arrived = receiver.Inbox.Logs.Length;
        arrived.ShouldBeLessThan(40);
        receiver.Inbox.Total("otel.sdk.processor.log.processed", ("error.type", "queue_full")).ShouldBe(40 - arrived);
    }

    [Fact]
    public async Task Metrics_are_sent_as_often_as_wanted()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using Probe probe = await Probe.StartAsync();
        using Variables variables = new(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Grpc.AbsoluteUri), ("OTEL_METRIC_EXPORT_INTERVAL", "20"), ("OTEL_METRIC_EXPORT_TIMEOUT", "10000"));
        using (ThriftTelemetry.Start())
        {
            await probe.CallAsync(1);
            await Eventually.HoldsAsync(() => receiver.Inbox.Metrics.Count(m => m.Metric.Name == "rpc.client.call.duration") >= 3, "three exports");
        }
    }

    [Theory]
    [InlineData("always_on", "", 20)]
    [InlineData("always_off", "", 0)]
    [InlineData("traceidratio", "0", 0)]
    [InlineData("parentbased_traceidratio", "1", 20)]
    public async Task Spans_are_sampled_as_wanted_and_calls_measured_all_the_same(string sampler, string argument, int spans)
    {
        OtlpInbox inbox = await ObserveAsync(
            probe => probe.CallAsync(10), ("OTEL_TRACES_SAMPLER", sampler), ("OTEL_TRACES_SAMPLER_ARG", argument));

        inbox.Spans.Length.ShouldBe(spans);
        inbox.Metric("rpc.client.call.duration")!.Histogram.DataPoints.Single().Count.ShouldBe(10UL);
    }

    [Theory]
    [InlineData("trace_based", true)]
    [InlineData("always_on", true)]
    [InlineData("always_off", false)]
    public async Task Exemplars_are_those_of_the_filter(string filter, bool expected)
    {
        OtlpInbox inbox = await ObserveAsync(probe => probe.CallAsync(1), ("OTEL_METRICS_EXEMPLAR_FILTER", filter));

        inbox.Metric("rpc.client.call.duration")!.Histogram.DataPoints.Single().Exemplars.Count.ShouldBe(expected ? 1 : 0);
    }

    [Theory]
    [InlineData("tracecontext,baggage", true, true)]
    [InlineData("tracecontext", true, false)]
    [InlineData("baggage", false, true)]
    [InlineData("b3,baggage", true, true)]
    [InlineData("b3multi", true, false)]
    [InlineData("none", false, false)]
    public async Task Calls_carry_what_the_propagators_carry(string propagators, bool trace, bool baggage)
    {
        IReadOnlyDictionary<string, string> carried = new Dictionary<string, string>();
        OtlpInbox inbox = await ObserveAsync(
            async probe =>
            {
                Baggage.SetBaggage("user", "ann");
                await probe.CallAsync(1);
                Baggage.ClearBaggage();
                carried = probe.Served.Baggage;
            },
            ("OTEL_PROPAGATORS", propagators));

        inbox.Spans.Select(s => s.Span.TraceId).Distinct().Count().ShouldBe(trace ? 1 : 2);
        carried.ContainsKey("user").ShouldBe(baggage);
    }

    [Fact]
    public void A_propagator_that_does_not_exist_is_an_error_that_lists_those_that_do()
    {
        using Variables variables = new(("OTEL_PROPAGATORS", "tracecontext,xray"));

        Should.Throw<InvalidOperationException>(ThriftTelemetry.Start).Message
            .ShouldBe("OTEL_PROPAGATORS can be tracecontext, baggage, b3, b3multi or none, not \"xray\".");
    }

    [Fact]
    public async Task The_limits_of_spans_are_kept()
    {
        OtlpInbox inbox = await ObserveAsync(
            async probe =>
            {
                using ActivitySource source = new("Limits");
                using (Activity activity = source.StartActivity("limited", ActivityKind.Internal, default(ActivityContext), links: [new(), new()])!)
                {
                    activity.SetTag("a", "0123456789").SetTag("b", "1").SetTag("c", "2");
                    activity.AddEvent(new ActivityEvent("first", tags: new() { ["a"] = 1, ["b"] = 2 })).AddEvent(new ActivityEvent("second"));
                }

                await probe.CallAsync(1);
            },
            ("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "2"),
            ("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "4"),
            ("OTEL_SPAN_EVENT_COUNT_LIMIT", "1"),
            ("OTEL_SPAN_LINK_COUNT_LIMIT", "1"),
            ("OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT", "1"));

        Span span = inbox.Spans.Single(s => s.Span.Name == "limited").Span;
        span.Attributes.Count.ShouldBe(2);
        span.DroppedAttributesCount.ShouldBe(1u);
        span.Attributes.Text("a").ShouldBe("0123");
        span.Events.Single().Attributes.Count.ShouldBe(1);
        span.DroppedEventsCount.ShouldBe(1u);
        span.Links.Count.ShouldBe(1);
        span.DroppedLinksCount.ShouldBe(1u);
        inbox.Spans.Single(s => s.Span.Kind == Span.Types.SpanKind.Client).Span.Attributes.Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_limits_of_all_attributes_hold_for_spans_and_logs()
    {
        OtlpInbox inbox = await ObserveAsync(
            probe => probe.FailAsync(), ("OTEL_ATTRIBUTE_COUNT_LIMIT", "1"), ("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", "3"));

        inbox.Spans.ShouldAllBe(s => s.Span.Attributes.Count == 1 && s.Span.Attributes[0].Value.StringValue.Length == 3);
        inbox.Logs.ShouldAllBe(l => l.Record.Attributes.Count == 1 && l.Record.Attributes[0].Value.StringValue.Length <= 3);
    }

    /// <summary>Makes calls while the variables are set, and answers what a receiver got.</summary>
    private static async Task<OtlpInbox> ObserveAsync(Func<Probe, Task> calls, params (string, string)[] variables)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        using Variables set = new([("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Grpc.AbsoluteUri), .. variables]);
        using (ThriftTelemetry.Start(o => o.AddSource("Limits")))
        {
            await using Probe probe = await Probe.StartAsync();
            await calls(probe);
        }

        return receiver.Inbox;
    }
}
