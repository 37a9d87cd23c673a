using OpenTelemetry.Exporter;
using Thriftscope.OpenTelemetry;

namespace Thriftscope.Backends.Tests.Otlp;

/// <summary>A collector that is away, slow to answer or unwilling costs telemetry, and never a call.</summary>
public class OtlpOutageTests
{
    private const int QueueSize = 64;
    private const string Processed = "otel.sdk.processor.span.processed";
    private const string Exported = "otel.sdk.exporter.span.exported";

    // The batches are sent every few milliseconds.
    private static readonly (string, string)[] SmallQueue =
    [
        ("OTEL_BSP_MAX_QUEUE_SIZE", QueueSize.ToString()),
        ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "16"),
        ("OTEL_BSP_SCHEDULE_DELAY", "10"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "50"),
    ];

    // What is refused is then spans, for sure.
    private static readonly (string, string) MetricsAtTheEnd = ("OTEL_METRIC_EXPORT_INTERVAL", "600000");

    public static TheoryData<OtlpExportProtocol> Protocols => OtlpExportTests.Protocols;

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Calls_go_on_while_the_collector_stalls_and_what_finds_the_queue_full_is_counted(OtlpExportProtocol protocol)
    {
        const int Calls = 500;
        using Variables variables = new(SmallQueue);
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using Probe probe = await Probe.StartAsync();
        receiver.Manners.Stall();

        using (Start(receiver, protocol))
        {
            await probe.CallAsync(Calls);
            receiver.Manners.Stalled.ShouldBePositive();
            receiver.Inbox.Requests.ShouldBeEmpty();
            receiver.Manners.Accept();
        }

        int arrived = receiver.Inbox.Spans.Length;
        // What was kept: the queue, and the batches on their way.
        arrived.ShouldBeInRange(QueueSize, (2 * Calls) - 1);
        receiver.Inbox.Total(Processed, ("error.type", "queue_full")).ShouldBe((2 * Calls) - arrived);
        receiver.Inbox.Total(Exported, ("error.type", null!)).ShouldBe(arrived);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Calls_do_not_wait_for_a_slow_collector_which_gets_everything(OtlpExportProtocol protocol)
    {
        const int Calls = 20;
        using Variables variables = new(SmallQueue);
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using Probe probe = await Probe.StartAsync();
        receiver.Manners.Delay = TimeSpan.FromSeconds(1);

        using (Start(receiver, protocol))
        {
            await probe.CallAsync(1);
            await Eventually.HoldsAsync(() => receiver.Manners.Stalled > 0, "a request that is not answered yet");
            await probe.CallAsync(Calls - 1);
            // Three batches, each a second: the calls were made long before the last of them was taken.
            receiver.Inbox.Spans.Length.ShouldBeLessThan(2 * Calls);
            await probe.FailAsync();
        }

        receiver.Inbox.Spans.Length.ShouldBe(2 * (Calls + 1));
        receiver.Inbox.Logs.Length.ShouldBe(2);
        receiver.Inbox.Total(Exported, ("error.type", null!)).ShouldBe(2 * (Calls + 1));
        receiver.Inbox.Total(Exported, ("error.type", "_OTHER")).ShouldBe(0);
        receiver.Inbox.Total(Processed, ("error.type", "queue_full")).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task What_a_collector_refuses_is_counted(OtlpExportProtocol protocol)
    {
        const int Calls = 20;
        using Variables variables = new([.. SmallQueue, MetricsAtTheEnd]);
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using Probe probe = await Probe.StartAsync();
        receiver.Manners.Refuse();

        using (Start(receiver, protocol))
        {
            await probe.CallAsync(Calls);
            await probe.FailAsync();
            await Eventually.HoldsAsync(() => receiver.Manners.Refused >= 1, "a refused export");
            receiver.Manners.Accept();
        }

        int total = 2 * (Calls + 1);
        receiver.Inbox.Total(Exported, ("error.type", "_OTHER")).ShouldBe(total - receiver.Inbox.Spans.Length);
        receiver.Inbox.Total(Exported, ("error.type", "_OTHER")).ShouldBePositive();
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Logs_that_a_collector_refuses_are_counted(OtlpExportProtocol protocol)
    {
        using Variables variables = new(MetricsAtTheEnd, ("OTEL_BSP_SCHEDULE_DELAY", "600000"), ("OTEL_BLRP_SCHEDULE_DELAY", "10"));
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using Probe probe = await Probe.StartAsync();
        receiver.Manners.Refuse();

        using (Start(receiver, protocol))
        {
            await probe.FailAsync();
            await Eventually.HoldsAsync(() => receiver.Manners.Refused >= 1, "a refused export");
            receiver.Manners.Accept();
        }

        long lost = receiver.Inbox.Total("otel.sdk.exporter.log.exported", ("error.type", "_OTHER"));
        lost.ShouldBePositive();
        lost.ShouldBe(2 - receiver.Inbox.Logs.Length);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_collector_that_comes_back_gets_what_happens_then_and_how_much_it_missed(OtlpExportProtocol protocol)
    {
        const int Calls = 20;
        using Variables variables = new(SmallQueue);
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using Probe probe = await Probe.StartAsync();
        await receiver.StopAsync();

        using (Start(receiver, protocol))
        {
            await probe.CallAsync(Calls);
            await receiver.RestartAsync();
            await Eventually.HoldsAsync(() => receiver.Inbox.Total(Exported) == 2 * Calls, "an account of all spans");
            await probe.FailAsync();
        }

        receiver.Inbox.Spans.Count(s => s.Span.Name == "Probe/fail").ShouldBe(2);
        receiver.Inbox.Metric("rpc.client.call.duration")!.Histogram.DataPoints.Sum(p => (long)p.Count).ShouldBe(Calls + 1);
        receiver.Inbox.Total(Exported, ("error.type", "_OTHER")).ShouldBe((2 * (Calls + 1)) - receiver.Inbox.Spans.Length);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task With_retries_nothing_is_lost_to_a_collector_that_is_busy_for_a_while(OtlpExportProtocol protocol)
    {
        using Variables variables = new([.. SmallQueue, ("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", "in_memory")]);
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using Probe probe = await Probe.StartAsync();
        receiver.Manners.Refuse();

        using (Start(receiver, protocol))
        {
            await probe.CallAsync(5);
            await Eventually.HoldsAsync(() => receiver.Manners.Refused >= 2, "refused exports");
            receiver.Manners.Accept();
            await Eventually.HoldsAsync(() => receiver.Inbox.Spans.Length == 10, "all spans");
        }

        receiver.Inbox.Total(Exported, ("error.type", "_OTHER")).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_collector_that_rejects_for_good_is_not_asked_again(OtlpExportProtocol protocol)
    {
        using Variables variables = new([.. SmallQueue, MetricsAtTheEnd, ("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", "in_memory")]);
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using Probe probe = await Probe.StartAsync();
        receiver.Manners.Refuse(forNow: false);

        using (Start(receiver, protocol))
        {
            await probe.CallAsync(1);
            await Eventually.HoldsAsync(() => receiver.Manners.Refused >= 1, "a refused export");
            receiver.Manners.Accept();
        }

        long lost = receiver.Inbox.Total(Exported, ("error.type", "_OTHER"));
        lost.ShouldBePositive();
        lost.ShouldBe(2 - receiver.Inbox.Spans.Length);
    }

    [Fact]
    public async Task Prometheus_shows_what_a_stalled_collector_costs()
    {
        const int Calls = 200;
        int port = Ports.Unused();
        using Variables variables = new(SmallQueue);
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using Probe probe = await Probe.StartAsync();
        receiver.Manners.Stall();

        using ThriftTelemetry telemetry = Start(receiver, OtlpExportProtocol.Grpc, options => options.UsePrometheus(port));
        await probe.CallAsync(Calls);

        using HttpClient http = new();
        string text = await http.GetStringAsync(new Uri($"http://localhost:{port}/metrics"), TestContext.Current.CancellationToken);
        text.Split('\n').ShouldContain(line =>
            line.StartsWith("otel_sdk_processor_span_processed_total{", StringComparison.Ordinal) && line.Contains("error_type=\"queue_full\"", StringComparison.Ordinal));
        receiver.Manners.Accept();
    }

    private static ThriftTelemetry Start(OtlpReceiver receiver, OtlpExportProtocol protocol, Action<ThriftTelemetryOptions>? configure = null) =>
        ThriftTelemetry.Start(o =>
        {
            o.ShutdownTimeout = TimeSpan.FromSeconds(60);
            o.UseOtlp(receiver.For(protocol), protocol);
            configure?.Invoke(o);
        });
}
