using OpenTelemetry.Exporter;
using Thriftscope.Backends.Tests.Otlp.Proto;
using Thriftscope.OpenTelemetry;

namespace Thriftscope.Backends.Tests.Otlp;

/// <summary>The variables <c>OTEL_EXPORTER_OTLP_*</c>, for all signals and for one.</summary>
public class OtlpVariableTests
{
    private const string TracesPath = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

    public static TheoryData<OtlpExportProtocol> Protocols => OtlpExportTests.Protocols;

    [Fact]
    public async Task The_endpoint_is_that_of_the_variable_and_gRPC_the_default()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await FailAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Grpc.AbsoluteUri));

        receiver.Inbox.Requests.Select(r => r.Path).ShouldContain(TracesPath);
        receiver.Inbox.Requests.Length.ShouldBe(3);
    }

    [Fact]
    public async Task Over_http_each_signal_has_its_path_below_the_endpoint()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await FailAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Http.AbsoluteUri), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));

        receiver.Inbox.Requests.Select(r => r.Path).ShouldBe(["/v1/traces", "/v1/metrics", "/v1/logs"], ignoreOrder: true);
    }

    [Fact]
    public async Task Each_signal_can_have_its_own_endpoint_and_protocol()
    {
        await using OtlpReceiver traces = await OtlpReceiver.StartAsync();
        await using OtlpReceiver metrics = await OtlpReceiver.StartAsync();
        await using OtlpReceiver logs = await OtlpReceiver.StartAsync();
        await FailAsync(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", logs.Grpc.AbsoluteUri),
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", traces.Grpc.AbsoluteUri),
            ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", new Uri(metrics.Http, "v1/metrics").AbsoluteUri),
            ("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "http/protobuf"));

        traces.Inbox.Requests.ShouldAllBe(r => r.Path == TracesPath);
        traces.Inbox.Spans.Length.ShouldBe(2);
        metrics.Inbox.Requests.ShouldAllBe(r => r.Path == "/v1/metrics");
        metrics.Inbox.Metric("rpc.client.call.duration").ShouldNotBeNull();
        logs.Inbox.Logs.Length.ShouldBe(2);
        logs.Inbox.Requests.Length.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Headers_go_with_each_request_and_a_signal_can_have_others(OtlpExportProtocol protocol)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await FailAsync(
            receiver,
            protocol,
            ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=common,tenant=a%20b"),
            ("OTEL_EXPORTER_OTLP_LOGS_HEADERS", "api-key=logs"));

        foreach (OtlpRequest request in receiver.Inbox.Requests)
        {
            bool logs = request.Logs.Any();
            request.Headers["api-key"].ShouldBe(logs ? "logs" : "common");
            request.Headers.GetValueOrDefault("tenant").ShouldBe(logs ? null : "a b");
        }

        receiver.Inbox.Requests.Length.ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task An_endpoint_in_the_program_keeps_the_headers_of_the_variables(OtlpExportProtocol protocol)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        receiver.Manners.RequiredHeader = new("api-key", "secret");
        await FailAsync(o => o.UseOtlp(receiver.For(protocol), protocol), ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=secret"));

        receiver.Manners.Refused.ShouldBe(0);
        receiver.Inbox.Requests.Length.ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Without_the_header_that_it_requires_a_collector_takes_nothing(OtlpExportProtocol protocol)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        receiver.Manners.RequiredHeader = new("api-key", "secret");
        await FailAsync(receiver, protocol);

        receiver.Manners.Refused.ShouldBe(3);
        receiver.Inbox.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_endpoint_in_the_program_keeps_the_protocol_of_the_variable()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await FailAsync(o => o.UseOtlp(receiver.Http), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));

        receiver.Inbox.Requests.Select(r => r.Path).ShouldBe(["/v1/traces", "/v1/metrics", "/v1/logs"], ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Requests_can_be_compressed(OtlpExportProtocol protocol)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await FailAsync(receiver, protocol, ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"), ("OTEL_EXPORTER_OTLP_LOGS_COMPRESSION", "none"));

        receiver.Inbox.Requests.Length.ShouldBe(3);
        receiver.Inbox.Requests.ShouldAllBe(r => r.Compressed == !r.Logs.Any());
    }

    [Theory]
    [InlineData("TRACES", "OTEL_EXPORTER_OTLP_TIMEOUT")]
    [InlineData("TRACES", "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT")]
    [InlineData("TRACES", "OTEL_BSP_EXPORT_TIMEOUT")]
    [InlineData("LOGS", "OTEL_EXPORTER_OTLP_LOGS_TIMEOUT")]
    [InlineData("LOGS", "OTEL_BLRP_EXPORT_TIMEOUT")]
    [InlineData("METRICS", "OTEL_EXPORTER_OTLP_METRICS_TIMEOUT")]
    [InlineData("METRICS", "OTEL_METRIC_EXPORT_TIMEOUT")]
    public async Task A_collector_that_stalls_is_given_up_after_the_timeout(string signal, string variable)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using Probe probe = await Probe.StartAsync();
        receiver.Manners.Stall();
        using Variables variables = new(
        [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Grpc.AbsoluteUri),
            ("OTEL_TRACES_EXPORTER", "none"),
            ("OTEL_METRICS_EXPORTER", "none"),
            ("OTEL_LOGS_EXPORTER", "none"),
            ($"OTEL_{signal}_EXPORTER", "otlp"),
            ("OTEL_BSP_SCHEDULE_DELAY", "10"),
            ("OTEL_BLRP_SCHEDULE_DELAY", "10"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "1000"),
            // As good as never, and then the one that is tested.
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "600000"),
            ("OTEL_BSP_EXPORT_TIMEOUT", "600000"),
            ("OTEL_BLRP_EXPORT_TIMEOUT", "600000"),
            ("OTEL_METRIC_EXPORT_TIMEOUT", "600000"),
            (variable, "200"),
        ]);
        using (ThriftTelemetry.Start(o => o.ShutdownTimeout = TimeSpan.Zero))
        {
            await probe.FailAsync();
            await Eventually.HoldsAsync(() => receiver.Manners.Stalled == 1, "a request that stalls");
            await Eventually.HoldsAsync(() => receiver.Manners.Stalled == 0, "a request that is given up");
        }
    }

    [Theory]
    [InlineData("cumulative", AggregationTemporality.Cumulative, AggregationTemporality.Cumulative)]
    [InlineData("delta", AggregationTemporality.Delta, AggregationTemporality.Cumulative)]
    [InlineData("lowmemory", AggregationTemporality.Delta, AggregationTemporality.Cumulative)]
    public async Task Metrics_have_the_temporality_that_is_preferred(string preference, AggregationTemporality histograms, AggregationTemporality upDownCounters)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await FailAsync(receiver, OtlpExportProtocol.Grpc, ("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", preference));

        receiver.Inbox.Metric("rpc.client.call.duration")!.Histogram.AggregationTemporality.ShouldBe(histograms);
        receiver.Inbox.Metric("thrift.client.active_requests")!.Sum.AggregationTemporality.ShouldBe(upDownCounters);
    }

    [Fact]
    public async Task Histograms_can_be_exponential()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await FailAsync(
            receiver, OtlpExportProtocol.Grpc, ("OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION", "base2_exponential_bucket_histogram"));

        receiver.Inbox.Metric("rpc.client.call.duration")!.ExponentialHistogram.DataPoints.Single().Count.ShouldBe(1UL);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/json", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL can be grpc or http/protobuf, not \"http/json\".")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "collector", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT can be an address such as http://localhost:4317, not \"collector\".")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "localhost:4317", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT can be an address such as http://localhost:4317, not \"localhost:4317\".")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector", "OTEL_EXPORTER_OTLP_ENDPOINT can be an address such as http://localhost:4317, not \"collector\".")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http", "OTEL_EXPORTER_OTLP_PROTOCOL can be grpc or http/protobuf, not \"http\".")]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_COMPRESSION", "zstd", "OTEL_EXPORTER_OTLP_LOGS_COMPRESSION can be gzip or none, not \"zstd\".")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "10s", "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT can be a whole number of milliseconds above 0, not \"10s\".")]
    public void A_variable_that_makes_no_sense_is_an_error_that_says_what_would(string variable, string value, string message)
    {
        using Variables variables = new((variable, value));
        Exception error = Should.Throw<Exception>(() => ThriftTelemetry.Start(o => o.UseOtlp()));
        error.ShouldBeOfType<InvalidOperationException>().Message.ShouldBe(message);
    }

    private static Task FailAsync(OtlpReceiver receiver, OtlpExportProtocol protocol, params (string, string)[] variables) => FailAsync(
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.For(protocol).AbsoluteUri),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol == OtlpExportProtocol.Grpc ? "grpc" : "http/protobuf"),
        .. variables,
    ]);

    private static Task FailAsync(params (string, string)[] variables) => FailAsync(_ => { }, variables);

    /// <summary>Makes one call that leaves something of each signal, and sends it.</summary>
    private static async Task FailAsync(Action<ThriftTelemetryOptions> configure, params (string, string)[] variables)
    {
        using Variables set = new(variables);
        using (ThriftTelemetry.Start(configure))
        {
            await using Probe probe = await Probe.StartAsync();
            await probe.FailAsync();
        }
    }
}
