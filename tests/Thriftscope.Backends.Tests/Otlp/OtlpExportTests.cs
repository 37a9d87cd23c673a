using Google.Protobuf;
using OpenTelemetry.Exporter;
using Thriftscope.Backends.Tests.Otlp.Proto;
using Thriftscope.OpenTelemetry;

namespace Thriftscope.Backends.Tests.Otlp;

/// <summary>What a collector gets to see of calls.</summary>
public class OtlpExportTests
{
    private const int Calls = 5;

    public static TheoryData<OtlpExportProtocol> Protocols => [OtlpExportProtocol.Grpc, OtlpExportProtocol.HttpProtobuf];

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task The_spans_of_a_call_are_one_tree_with_all_that_is_known_of_it(OtlpExportProtocol protocol)
    {
        await using OtlpReceiver receiver = await ObserveAsync(protocol, probe => probe.CallAsync(1));

        OtlpSpan[] spans = receiver.Inbox.Spans;
        spans.ShouldAllBe(s => s.Resource.Attributes.Text("service.name") == "otlp-probe" && s.Scope.Name == "Thriftscope");
        Span client = spans.Single(s => s.Span.Kind == Span.Types.SpanKind.Client).Span;
        Span server = spans.Single(s => s.Span.Kind == Span.Types.SpanKind.Server).Span;
        client.Name.ShouldBe("Probe/echo");
        server.Name.ShouldBe("Probe/echo");
        client.ParentSpanId.ShouldBeEmpty();
        server.ParentSpanId.ShouldBe(client.SpanId);
        server.TraceId.ShouldBe(client.TraceId);
        client.Attributes.Text("rpc.system.name").ShouldBe("apache_thrift");
        client.Attributes.Text("rpc.method").ShouldBe("Probe/echo");
        client.Attributes.Text("rpc.status_code").ShouldBe("OK");
        client.Attributes.Text("error.type").ShouldBeNull();
        client.Status?.Code.ShouldBe(SpanStatus.Types.StatusCode.Unset);
        client.EndTimeUnixNano.ShouldBeGreaterThan(client.StartTimeUnixNano);
        server.StartTimeUnixNano.ShouldBeGreaterThanOrEqualTo(client.StartTimeUnixNano);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_call_that_fails_is_an_error_on_both_spans_with_the_exception(OtlpExportProtocol protocol)
    {
        await using OtlpReceiver receiver = await ObserveAsync(
            protocol, probe => probe.FailAsync(), options => options.Instrumentation.RecordException = true);

        Span[] spans = [.. receiver.Inbox.Spans.Select(s => s.Span)];
        spans.Length.ShouldBe(2);
        spans.ShouldAllBe(s => s.Status.Code == SpanStatus.Types.StatusCode.Error);
        spans.ShouldAllBe(s => s.Attributes.Text("error.type") == "INTERNAL_ERROR" && s.Attributes.Text("rpc.status_code") == "INTERNAL_ERROR");
        Span.Types.Event failure = spans.Single(s => s.Kind == Span.Types.SpanKind.Server).Events.Single();
        failure.Name.ShouldBe("exception");
        failure.Attributes.Text("exception.message").ShouldBe("broken");
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task The_durations_of_all_calls_are_counted(OtlpExportProtocol protocol)
    {
        await using OtlpReceiver receiver = await ObserveAsync(protocol, probe => probe.CallAsync(Calls));

        foreach (string name in new[] { "rpc.client.call.duration", "rpc.server.call.duration" })
        {
            Metric duration = receiver.Inbox.Metric(name).ShouldNotBeNull();
            duration.Unit.ShouldBe("s");
            duration.Histogram.AggregationTemporality.ShouldBe(AggregationTemporality.Cumulative);
            HistogramDataPoint point = duration.Histogram.DataPoints.Single();
            point.Count.ShouldBe((ulong)Calls);
            point.BucketCounts.Aggregate((a, b) => a + b).ShouldBe((ulong)Calls);
            point.ExplicitBounds.ShouldContain(0.0001);
            point.Sum.ShouldBeGreaterThan(0);
            point.Attributes.Text("rpc.method").ShouldBe("Probe/echo");
        }

        Metric size = receiver.Inbox.Metric("thrift.client.request.size").ShouldNotBeNull();
        size.Unit.ShouldBe("By");
        Metric active = receiver.Inbox.Metric("thrift.client.active_requests").ShouldNotBeNull();
        active.Unit.ShouldBe("{request}");
        active.Sum.IsMonotonic.ShouldBeFalse();
        active.Sum.DataPoints.Single().AsInt.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_duration_leads_to_the_trace_of_a_call_that_took_as_long(OtlpExportProtocol protocol)
    {
        await using OtlpReceiver receiver = await ObserveAsync(protocol, probe => probe.CallAsync(Calls));

        foreach ((string name, Span.Types.SpanKind kind) in new[]
        {
            ("rpc.client.call.duration", Span.Types.SpanKind.Client),
            ("rpc.server.call.duration", Span.Types.SpanKind.Server),
        })
        {
            Exemplar[] exemplars = [.. receiver.Inbox.Metric(name)!.Histogram.DataPoints.Single().Exemplars];
            exemplars.ShouldNotBeEmpty();
            foreach (Exemplar exemplar in exemplars)
            {
                Span span = receiver.Inbox.Spans.Select(s => s.Span).Single(s => s.SpanId == exemplar.SpanId);
                span.TraceId.ShouldBe(exemplar.TraceId);
                span.Kind.ShouldBe(kind);
                exemplar.AsDouble.ShouldBe((span.EndTimeUnixNano - span.StartTimeUnixNano) / 1e9, 1e-6);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task The_log_of_a_failed_call_belongs_to_its_span(OtlpExportProtocol protocol)
    {
        await using OtlpReceiver receiver = await ObserveAsync(protocol, probe => probe.FailAsync());

        foreach ((string name, Span.Types.SpanKind kind) in new[]
        {
            ("ClientCallFailed", Span.Types.SpanKind.Client),
            ("ServerCallFailed", Span.Types.SpanKind.Server),
        })
        {
            OtlpLog log = receiver.Inbox.Logs.Single(l => l.Record.EventName == name);
            log.Resource.Attributes.Text("service.name").ShouldBe("otlp-probe");
            log.Scope.Name.ShouldBe("Thriftscope.Calls");
            log.Record.SeverityNumber.ShouldBe(13);
            log.Record.SeverityText.ShouldBe("Warning");
            log.Record.Body.StringValue.ShouldContain("failed with");
            log.Record.Attributes.Text("RpcMethod").ShouldBe("Probe/fail");
            log.Record.Attributes.Text("ErrorType").ShouldBe("INTERNAL_ERROR");
            Span span = receiver.Inbox.Spans.Single(s => s.Span.Kind == kind).Span;
            log.Record.TraceId.ShouldBe(span.TraceId);
            log.Record.SpanId.ShouldBe(span.SpanId);
        }
    }

    // Were the receiver's numbers of fields wrong, what is sent would be in none of the fields that it knows.
    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Nothing_that_is_sent_is_unknown_to_the_receiver(OtlpExportProtocol protocol)
    {
        await using OtlpReceiver receiver = await ObserveAsync(
            protocol, probe => probe.FailAsync(), options => options.Instrumentation.RecordException = true);

        receiver.Inbox.Requests.Length.ShouldBe(3);
        foreach (IMessage message in receiver.Inbox.Requests.Select(r => r.Message))
        {
            byte[] everything = message.ToByteArray();
            message.Descriptor.Parser.WithDiscardUnknownFields(true).ParseFrom(everything).ToByteArray().ShouldBe(everything);
        }
    }

    /// <summary>Makes calls while everything is sent to a receiver, and answers it with all that came.</summary>
    private static async Task<OtlpReceiver> ObserveAsync(
        OtlpExportProtocol protocol, Func<Probe, Task> calls, Action<ThriftTelemetryOptions>? configure = null)
    {
        OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        using (ThriftTelemetry.Start(o =>
        {
            o.ServiceName = "otlp-probe";
            configure?.Invoke(o);
            o.UseOtlp(receiver.For(protocol), protocol);
        }))
        {
            await using Probe probe = await Probe.StartAsync();
            await calls(probe);
        }

        return receiver;
    }
}
